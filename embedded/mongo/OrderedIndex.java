import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.backend.ValueComparator;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A non-unique index, which mongo-java-server accepts but does not have. It lies in memory, in
 * ascending order of its keys and then of the documents' ids, and is built when the file is opened.
 *
 * <p>What it gives is a superset of what a query wants: whoever asks filters it. Documents with values
 * that have no simple order (lists, sub-documents) are candidates of every query.
 */
final class OrderedIndex extends Index<Object> {
  private static final Comparator<Object> VALUES = ValueComparator.asc();

  /** A place in the order. A bound has fewer values than the index has keys, and no position. */
  private record Entry(Object[] values, Object position, int side) {
    private static int compare(Entry a, Entry b) {
      int shared = Math.min(a.values.length, b.values.length);
      for (int at = 0; at < shared; at += 1) {
        int order = VALUES.compare(a.values[at], b.values[at]);
        if (order != 0) return order;
      }
      // A bound lies before or behind everything that begins with its values.
      if (a.side != 0 || b.side != 0) return Integer.compare(a.side, b.side);
      return VALUES.compare(a.position, b.position);
    }
  }

  private final List<String> fields;
  private final NavigableSet<Entry> entries = new TreeSet<>(Entry::compare);
  private final Set<Object> unordered = new HashSet<>();

  OrderedIndex(String name, List<IndexKey> keys) {
    // "Sparse" tells the collection that a document need not be found here.
    super(name, keys, true);
    this.fields = keys();
  }

  List<String> fields() {
    return fields;
  }

  /** Whether walking the entries meets every document that has its place in the order. */
  boolean ordersEverything() {
    return unordered.isEmpty();
  }

  /** Documents that have to be looked at whatever is asked. */
  Collection<Object> unordered() {
    return unordered;
  }

  /**
   * Ids of the documents between two lists of leading values, both inclusive, in order. To be read
   * before the collection changes.
   *
   * @param from values of the first fields; shorter than {@code to} where there is no lower bound
   */
  Stream<Object> between(Object[] from, Object[] to, boolean descending) {
    Entry first = new Entry(from, null, -1);
    Entry last = new Entry(to, null, 1);
    if (Entry.compare(first, last) > 0) return Stream.empty();
    NavigableSet<Entry> part = entries.subSet(first, true, last, true);
    return (descending ? part.descendingSet() : part).stream().map(Entry::position);
  }

  /** Whether a value has a place in the order, so that it can be looked up. */
  static boolean isSimple(Object value) {
    return value == null
        || value instanceof String
        || value instanceof Number
        || value instanceof Boolean
        || value instanceof Instant
        || value instanceof ObjectId
        || value instanceof UUID;
  }

  private Object[] valuesOf(Document document) {
    Object[] values = new Object[fields.size()];
    for (int at = 0; at < values.length; at += 1) {
      Object value = Utils.getSubdocumentValueCollectionAware(document, fields.get(at));
      values[at] = value instanceof Missing ? null : value;
      if (!isSimple(values[at])) return null;
    }
    return values;
  }

  @Override
  public void add(Document document, Object position, MongoCollection<Object> collection) {
    Object[] values = valuesOf(document);
    if (values == null) unordered.add(position);
    else entries.add(new Entry(values, position, 0));
  }

  @Override
  public Object remove(Document document) {
    // Its position is its id; the unique index on that tells it, this one has nothing to add.
    forget(document, document.get("_id"));
    return null;
  }

  private void forget(Document document, Object position) {
    Object[] values = valuesOf(document);
    if (values == null) unordered.remove(position);
    else entries.remove(new Entry(values, position, 0));
  }

  @Override
  public void updateInPlace(
      Document old, Document updated, Object position, MongoCollection<Object> collection) {
    if (Arrays.equals(valuesOf(old), valuesOf(updated)) && valuesOf(old) != null) return;
    forget(old, position);
    add(updated, position, collection);
  }

  @Override
  public long getCount() {
    return entries.size() + unordered.size();
  }

  @Override
  public long getDataSize() {
    return getCount();
  }

  @Override
  public void drop() {
    entries.clear();
    unordered.clear();
  }

  // The collection asks this index itself (IndexedCollection); what follows is for unique indexes.

  @Override
  public boolean canHandle(Document query) {
    return false;
  }

  @Override
  public Iterable<Object> getPositions(Document query) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Object getPosition(Document document) {
    return null;
  }

  @Override
  public void checkAdd(Document document, MongoCollection<Object> collection) {}

  @Override
  public void checkUpdate(Document old, Document updated, MongoCollection<Object> collection) {}
}
