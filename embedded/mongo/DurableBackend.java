import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.h2.mvstore.MVStore;

/**
 * Commits every write to the file before it is answered.
 *
 * <p>H2 on its own commits in the background, so a killed server loses writes that it had
 * acknowledged. Here a command that may write holds {@code gate} shared while it changes maps, and a
 * commit holds it alone: a commit therefore never contains half a command. Callers that wait at the
 * same time share one commit.
 */
final class DurableBackend extends H2Backend {
  private static final Set<String> READS =
      Set.of(
          "find", "getmore", "aggregate", "count", "distinct", "killcursors", "listcollections", "listindexes",
          "listdatabases", "hello", "ismaster", "ping", "buildinfo", "serverstatus", "whatsmyuri",
          "endsessions", "connectionstatus", "collstats", "dbstats", "hostinfo", "getlog",
          "getlasterror", "getcmdlineopts", "validate");

  /** Rewrite old chunks of the file when less than this share of it is in use. */
  private static final int FILL_RATE_WANTED_PERCENT = 60;

  /** While writes keep coming, more dead space is borne: rewriting would take their time. */
  private static final int FILL_RATE_BUSY_PERCENT = 30;

  private static final int BUSY_COMMITS = 20;

  /** Writers wait while a part is rewritten, so parts are small and others get in between. */
  private static final int PART_BYTES = 1 << 20;

  private static final int PARTS_MAX = 4;

  private final MVStore store;
  private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock();
  private final Object committing = new Object();
  private final AtomicLong finishedWrites = new AtomicLong();
  private long committedWrites;
  private final AtomicInteger commits = new AtomicInteger();
  private volatile boolean unsynced;

  DurableBackend(MVStore store) {
    super(store);
    this.store = store;
  }

  @Override
  protected MongoDatabase openOrCreateDatabase(String name) {
    // The super class's constructor may call this, before this one has set its own field.
    return new IndexedDatabase(name, getMvStore(), getCursorRegistry());
  }

  @Override
  public Document handleCommand(Channel channel, String database, String command, Document query) {
    if (READS.contains(command.toLowerCase(Locale.ROOT))) {
      return super.handleCommand(channel, database, command, query);
    }
    try {
      gate.readLock().lock();
      try {
        return super.handleCommand(channel, database, command, query);
      } finally {
        gate.readLock().unlock();
      }
    } finally {
      // Also after an error: the first half of a batch may have been written and is reported so.
      awaitCommit(finishedWrites.incrementAndGet());
    }
  }

  /** Returns when the write with this number, and all before it, are in the file. */
  private void awaitCommit(long write) {
    synchronized (committing) {
      if (committedWrites < write) commitNow();
    }
  }

  /** Brings everything that is written into the file. */
  void commitNow() {
    synchronized (committing) {
      gate.writeLock().lock();
      try {
        long upTo = finishedWrites.get();
        if (store.hasUnsavedChanges()) {
          store.commit();
          commits.incrementAndGet();
          unsynced = true;
        }
        committedWrites = upTo;
      } catch (RuntimeException error) {
        giveUp(error);
      } finally {
        gate.writeLock().unlock();
      }
    }
  }

  /** Once a second: what the system holds goes to the disk, and the file's dead space is reused. */
  void keepHouse() {
    try {
      if (!unsynced) return;
      unsynced = false;
      store.sync();
      boolean isBusy = commits.getAndSet(0) > BUSY_COMMITS;
      int wanted = isBusy ? FILL_RATE_BUSY_PERCENT : FILL_RATE_WANTED_PERCENT;
      for (int part = 0; part < PARTS_MAX && rewritePart(wanted); part += 1) Thread.yield();
    } catch (RuntimeException error) {
      if (!store.isClosed()) giveUp(error);
    }
  }

  /** @return whether there may be more to rewrite */
  private boolean rewritePart(int fillRatePercent) {
    gate.writeLock().lock();
    try {
      return store.getFileStore().getChunksFillRate() < fillRatePercent
          && store.compact(fillRatePercent, PART_BYTES);
    } finally {
      gate.writeLock().unlock();
    }
  }

  /** A store that cannot write must not answer: whoever supervises this process starts it again. */
  private static void giveUp(RuntimeException error) {
    System.err.println("the database file cannot be written: " + error.getMessage());
    Runtime.getRuntime().halt(1);
  }
}
