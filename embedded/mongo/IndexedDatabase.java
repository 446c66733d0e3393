import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.backend.h2.H2Database;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import io.netty.channel.Channel;
import java.util.List;
import java.util.OptionalLong;
import org.h2.mvstore.MVStore;

/** A database whose collections use their secondary indexes. */
final class IndexedDatabase extends H2Database {
  private static final Document COUNT =
      new Document("$group", new Document("_id", 1).append("n", new Document("$sum", 1)));

  private final MVStore store;

  IndexedDatabase(String name, MVStore store, CursorRegistry cursors) {
    super(name, store, cursors);
    this.store = store;
    super.initializeNamespacesAndIndexes();
  }

  /** The super class calls it before this one knows its store; the constructor above does it after. */
  @Override
  protected void initializeNamespacesAndIndexes() {}

  @Override
  protected MongoCollection<Object> openOrCreateCollection(String name, CollectionOptions options) {
    // The same names as the super class uses.
    String full = getFullCollectionNamespace(name);
    return new IndexedCollection(
        this,
        name,
        options,
        StoredFormat.openData(store, full),
        StoredFormat.openMeta(store, full),
        cursorRegistry);
  }

  @Override
  protected Index<Object> openOrCreateUniqueIndex(
      String collection, String name, List<IndexKey> keys, boolean sparse) {
    return new HashedIndex(name, keys, sparse);
  }

  @Override
  protected Index<Object> openOrCreateSecondaryIndex(
      String collection, String name, List<IndexKey> keys, boolean sparse) {
    return new OrderedIndex(name, keys);
  }

  @Override
  public Document handleCommand(
      Channel channel, String command, Document query, DatabaseResolver databases, Oplog oplog) {
    if (command.equalsIgnoreCase("aggregate")
        && query.get(command) instanceof String name
        && query.get("pipeline") instanceof List<?> stages
        && !stages.isEmpty()
        && stages.get(0) instanceof Document first
        && first.get("$match") instanceof Document condition
        && resolveCollection(name, false) instanceof IndexedCollection collection) {
      OptionalLong count = isCount(stages) ? collection.countByIndex(condition) : OptionalLong.empty();
      if (count.isPresent()) return counted(name, count.getAsLong());
      return collection.narrowedTo(
          condition, () -> super.handleCommand(channel, command, query, databases, oplog));
    }
    return super.handleCommand(channel, command, query, databases, oplog);
  }

  /** As drivers count: nothing else is behind the condition. */
  private static boolean isCount(List<?> stages) {
    return stages.size() == 2 && COUNT.equals(stages.get(1));
  }

  private Document counted(String collection, long count) {
    Document answer = new Document();
    List<Document> batch =
        count == 0 ? List.of() : List.of(new Document("_id", 1).append("n", (int) count));
    answer.put(
        "cursor",
        new Document("id", 0L)
            .append("ns", getFullCollectionNamespace(collection))
            .append("firstBatch", batch));
    Utils.markOkay(answer);
    return answer;
  }
}
