import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreTool;

/**
 * The single-machine database: MongoDB's wire protocol over one H2 file and its journal, on loopback.
 *
 * <p>Arguments: the file and the port. Prints {@code ready} when it accepts connections. SIGTERM
 * stops it in order. Every answered write survives a killed process; a power cut can lose the last
 * second, as with MongoDB's own default.
 */
public final class EmbeddedDatabase {
  /** Below this the file is not worth rewriting at start and stop. */
  private static final long COMPACT_FROM_BYTES = 8L << 20;

  private static final int SYNC_EVERY_MS = 1_000;
  private static final int LAST_ROUND_S = 20;
  /** A connection keeps its thread while it waits for a commit; others must not wait behind it. */
  private static final int CONNECTION_THREADS = 32;

  /** Lists are scans here: 20,000 generations stay decoded, where H2's own 16 MB would decode them anew each time. */
  private static final int CACHE_MEGABYTES = 192;

  private EmbeddedDatabase() {}

  public static void main(String[] arguments) throws Exception {
    String file = arguments[0];
    int port = Integer.parseInt(arguments[1]);
    MVStoreTool.compactCleanUp(file);
    compactWhenLarge(file);

    MVStore store = open(file);
    if (StoredFormat.upgrade(store)) {
      store.close();
      store = open(file);
    }
    DurableBackend backend = new DurableBackend(store, Journal.open(store, Path.of(file)));
    backend.version(new DriverVersion());
    MongoServer server = new MongoServer(backend);
    server.bind(new InetSocketAddress("127.0.0.1", port), 1, CONNECTION_THREADS);

    ScheduledExecutorService housekeeping =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "housekeeping");
              thread.setDaemon(true);
              return thread;
            });
    housekeeping.scheduleWithFixedDelay(
        backend::keepHouse, SYNC_EVERY_MS, SYNC_EVERY_MS, TimeUnit.MILLISECONDS);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, housekeeping, backend, file)));
    System.out.println("ready on port " + port);
    Thread.currentThread().join();
  }

  /** It commits when the journal says so, and never by itself. */
  private static MVStore open(String file) {
    MVStore store =
        new MVStore.Builder()
            .fileName(file)
            .cacheSize(CACHE_MEGABYTES)
            .autoCommitDisabled()
            .autoCommitBufferSize(0)
            .open();
    // Only the newest version is ever read, so older ones need not keep their pages alive.
    store.setVersionsToKeep(0);
    return store;
  }

  private static void stop(
      MongoServer server, ScheduledExecutorService housekeeping, DurableBackend backend, String file) {
    // An interrupt in mid-write would close the files under it: its last round ends by itself.
    housekeeping.shutdown();
    try {
      housekeeping.awaitTermination(LAST_ROUND_S, TimeUnit.SECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    backend.checkpoint();
    server.shutdownNow();
    compactWhenLarge(file);
    System.out.println("stopped");
  }

  /** Rewrites the file without the space of old versions. The store must be closed. */
  private static void compactWhenLarge(String file) {
    Path path = Path.of(file);
    try {
      if (Files.exists(path) && Files.size(path) >= COMPACT_FROM_BYTES) {
        long before = Files.size(path);
        MVStoreTool.compact(file, false);
        System.out.println("compacted " + before + " to " + Files.size(path) + " bytes");
      }
    } catch (Exception error) {
      // The file is whole either way: compaction writes beside it and renames at the end.
      System.err.println("compaction was not possible: " + error.getMessage());
    }
  }

  /** The official driver wants wire version 9 or newer; 13 is MongoDB 5.0's. */
  private static final class DriverVersion implements MongoVersion {
    @Override
    public List<Integer> getVersionArray() {
      return List.of(5, 0, 0);
    }

    @Override
    public int getWireVersion() {
      return 13;
    }
  }
}
