import de.bwaldvogel.mongo.bson.Document;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ObjectDataType;

/** How documents lie in the file, and the way there from files of earlier versions. */
final class StoredFormat {
  private static final String DATA_PREFIX = "databases.";
  private static final String META_PREFIX = "meta.";

  private static final String FORMAT_MAP = "atelier.format";
  private static final String VERSION = "version";
  /** 1 (not written down): serialised Java objects, unique indexes in the file. 2: BSON. */
  private static final int CURRENT = 2;

  private StoredFormat() {}

  static MVMap<Object, Document> openData(MVStore store, String collection) {
    return Journal.of(store).openMap(DATA_PREFIX + collection, new BsonType());
  }

  static MVMap<String, Object> openMeta(MVStore store, String collection) {
    return Journal.of(store).openMap(META_PREFIX + collection, new ObjectDataType());
  }

  /** @param name of a map that one of the two above opens */
  @SuppressWarnings("unchecked")
  static MVMap<Object, Object> open(MVStore store, String name) {
    MVMap<?, ?> map =
        name.startsWith(DATA_PREFIX)
            ? openData(store, name.substring(DATA_PREFIX.length()))
            : openMeta(store, name.substring(META_PREFIX.length()));
    return (MVMap<Object, Object>) map;
  }

  /**
   * Rewrites an older file in one commit: it is in one format or in the other, never in between.
   *
   * @return whether it did; the store's maps are open without a journal then
   */
  static boolean upgrade(MVStore store) {
    MVMap<String, Integer> format = store.openMap(FORMAT_MAP);
    if (format.getOrDefault(VERSION, 1) == CURRENT) return false;
    for (String name : List.copyOf(store.getMapNames())) {
      if (name.startsWith(DATA_PREFIX)) rewrite(store, name);
      // Indexes are built from the documents.
      else if (name.contains("._index_")) store.removeMap(name);
    }
    format.put(VERSION, CURRENT);
    store.commit();
    return true;
  }

  private static void rewrite(MVStore store, String name) {
    MVMap<Object, Document> old = store.openMap(name);
    Map<Object, Document> documents = new LinkedHashMap<>(old);
    store.removeMap(old);
    store
        .openMap(name, new MVMap.Builder<Object, Document>().valueType(new BsonType()))
        .putAll(documents);
  }
}
