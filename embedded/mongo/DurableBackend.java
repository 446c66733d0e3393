import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import org.h2.mvstore.MVStore;

/**
 * Answers a write when a killed process could not lose it any more.
 *
 * <p>H2 on its own commits in the background, so a killed server loses writes that it had
 * acknowledged. Here what a command changes is in the journal before the answer; commands that change
 * more than documents (collections, indexes) are answered after a commit of the file.
 */
final class DurableBackend extends H2Backend {
  private static final Set<String> READS =
      Set.of(
          "find", "getmore", "aggregate", "count", "distinct", "killcursors", "listcollections", "listindexes",
          "listdatabases", "hello", "ismaster", "ping", "buildinfo", "serverstatus", "whatsmyuri",
          "endsessions", "connectionstatus", "collstats", "dbstats", "hostinfo", "getlog",
          "getlasterror", "getcmdlineopts", "validate");

  private static final Set<String> DOCUMENT_WRITES = Set.of("insert", "update", "delete", "findandmodify");

  /** The journal is played in much less than a second then, and a page that is changed often is written once. */
  private static final long JOURNAL_MAX_BYTES = 8L << 20;

  private static final long JOURNAL_MAX_MS = 10_000;

  /** Rewrite old chunks of the file when less than this share of it is in use. */
  private static final int FILL_RATE_WANTED_PERCENT = 60;

  /** While writes keep coming, more dead space is borne: rewriting would take their time. */
  private static final int FILL_RATE_BUSY_PERCENT = 30;

  private static final int BUSY_FLUSHES = 20;

  /** Parts are small, so that others get in between. */
  private static final int PART_BYTES = 1 << 20;

  private static final int PARTS_MAX = 4;

  private final MVStore store;
  private final Journal journal;
  private volatile long checkpointAtMs = System.currentTimeMillis();
  private long flushesBefore;
  private volatile boolean mayHaveDeadSpace;

  DurableBackend(MVStore store, Journal journal) {
    super(store);
    this.store = store;
    this.journal = journal;
  }

  @Override
  protected MongoDatabase openOrCreateDatabase(String name) {
    // The super class's constructor may call this, before this one has set its own field.
    return new IndexedDatabase(name, getMvStore(), getCursorRegistry());
  }

  @Override
  public Document handleCommand(Channel channel, String database, String command, Document query) {
    String name = command.toLowerCase(Locale.ROOT);
    if (READS.contains(name)) return super.handleCommand(channel, database, command, query);
    boolean isAboutDocuments = DOCUMENT_WRITES.contains(name);
    // Of a collection that is dropped nothing may be left to be played over the file.
    if (!isAboutDocuments) checkpoint();
    try {
      return super.handleCommand(channel, database, command, query);
    } finally {
      // Also after an error: the first half of a batch may have been written and is reported so.
      if (isAboutDocuments) flush();
      else checkpoint();
    }
  }

  private void flush() {
    try {
      journal.flush();
    } catch (IOException | RuntimeException error) {
      giveUp(error);
    }
  }

  /** Brings everything that is written into the file. */
  void checkpoint() {
    try {
      checkpointAtMs = System.currentTimeMillis();
      journal.checkpoint();
      mayHaveDeadSpace = true;
    } catch (IOException | RuntimeException error) {
      giveUp(error);
    }
  }

  /** Once a second: what the system holds goes to the disk, and the file's dead space is reused. */
  void keepHouse() {
    try {
      long bytes = journal.bytes();
      if (bytes > 0) journal.sync();
      boolean isOld = System.currentTimeMillis() - checkpointAtMs >= JOURNAL_MAX_MS;
      if (bytes >= JOURNAL_MAX_BYTES || (bytes > 0 && isOld)) checkpoint();
      long flushes = journal.flushes();
      boolean isBusy = flushes - flushesBefore > BUSY_FLUSHES;
      flushesBefore = flushes;
      if (mayHaveDeadSpace) reuseDeadSpace(isBusy ? FILL_RATE_BUSY_PERCENT : FILL_RATE_WANTED_PERCENT);
    } catch (IOException | RuntimeException error) {
      if (!store.isClosed()) giveUp(error);
    }
  }

  private void reuseDeadSpace(int fillRatePercent) {
    for (int part = 0; part < PARTS_MAX; part += 1) {
      mayHaveDeadSpace =
          store.getFileStore().getChunksFillRate() < fillRatePercent
              && store.compact(fillRatePercent, PART_BYTES);
      if (!mayHaveDeadSpace) return;
      Thread.yield();
    }
  }

  /** A store that cannot write must not answer: whoever supervises this process starts it again. */
  private static void giveUp(Exception error) {
    System.err.println("the database file cannot be written: " + error.getMessage());
    Runtime.getRuntime().halt(1);
  }
}
