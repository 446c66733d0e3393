import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.backend.ValueComparator;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
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
 * <p>A document with a list has one entry for each of its values. What the index gives is a superset of
 * what a query wants: whoever asks filters it. Documents with values that have no simple order
 * (sub-documents) are candidates of every query.
 */
final class OrderedIndex extends Index<Object> {
  private static final Comparator<Object> VALUES = ValueComparator.asc();
  /** What an empty list is found under: where no value is, too. */
  private static final Collection<?> NOTHING = Collections.singleton(null);

  /** A place in the order. A bound has fewer values than the index has keys, and no position. */
  private record Entry(Object[] values, Object position, int side) {
    private static int compare(Entry a, Entry b) {
      int shared = Math.min(a.values.length, b.values.length);
      for (int at = 0; at < shared; at += 1) {
        int order = compareValues(a.values[at], b.values[at]);
        if (order != 0) return order;
      }
      // A bound lies before or behind everything that begins with its values.
      if (a.side != 0 || b.side != 0) return Integer.compare(a.side, b.side);
      return compareValues(a.position, b.position);
    }

    private static int compareFrom(int field, Entry a, Entry b) {
      for (int at = field; at < a.values.length; at += 1) {
        int order = compareValues(a.values[at], b.values[at]);
        if (order != 0) return order;
      }
      return compareValues(a.position, b.position);
    }

    /** Most are texts, and most entries of a user begin with the same one. */
    private static int compareValues(Object a, Object b) {
      if (a == b) return 0;
      if (a instanceof String text && b instanceof String other) return text.compareTo(other);
      return VALUES.compare(a, b);
    }
  }

  private final List<String> fields;
  private final NavigableSet<Entry> entries = new TreeSet<>(Entry::compare);
  private final Set<Object> unordered = new HashSet<>();
  /** The last field in which some document had a list; -1: none. It never goes back. */
  private int lastListed = -1;

  OrderedIndex(String name, List<IndexKey> keys) {
    // "Sparse" tells the collection that a document need not be found here.
    super(name, keys, true);
    this.fields = keys();
  }

  List<String> fields() {
    return fields;
  }

  /**
   * Whether walking the entries with such equal leading values meets every document once, and in order.
   *
   * @param equalFields how many leading fields have one value each
   */
  boolean ordersEverything(int equalFields) {
    return unordered.isEmpty() && lastListed < equalFields;
  }

  /** Whether a document may stand at several places. */
  boolean hasLists() {
    return lastListed >= 0;
  }

  /** Documents that have to be looked at whatever is asked. */
  Collection<Object> unordered() {
    return unordered;
  }

  /** Whether every document has one value in each of the fields from a place on. */
  boolean isSingleFrom(int field) {
    return unordered.isEmpty() && lastListed < field;
  }

  /**
   * Ids of the documents between two lists of leading values, both inclusive, in order. To be read
   * before the collection changes.
   *
   * @param from values of the first fields; shorter than {@code to} where there is no lower bound
   */
  Stream<Object> between(Object[] from, Object[] to, boolean descending) {
    NavigableSet<Entry> part = part(from, to);
    return (descending ? part.descendingSet() : part).stream().map(Entry::position);
  }

  /** The same in the order of the fields from a place on, and then of the ids. */
  Stream<Object> sortedBetween(Stream<Object[][]> bounds, int field, boolean descending) {
    Comparator<Entry> order = (a, b) -> Entry.compareFrom(field, a, b);
    return bounds
        .flatMap(both -> part(both[0], both[1]).stream())
        .sorted(descending ? order.reversed() : order)
        .map(Entry::position);
  }

  /**
   * How many documents have these values in the first fields.
   *
   * @return -1 when entries are not as many as documents
   */
  long countOf(Object[] values) {
    return isSingleFrom(0) ? part(values, values).size() : -1;
  }

  private NavigableSet<Entry> part(Object[] from, Object[] to) {
    Entry first = new Entry(from, null, -1);
    Entry last = new Entry(to, null, 1);
    if (Entry.compare(first, last) > 0) return Collections.emptyNavigableSet();
    return entries.subSet(first, true, last, true);
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

  /** The places of a document; null when it has none in the order. */
  private List<Object[]> placesOf(Document document) {
    List<Object[]> places = List.of(new Object[][] {new Object[fields.size()]});
    for (int at = 0; at < fields.size(); at += 1) {
      Object value = Utils.getSubdocumentValueCollectionAware(document, fields.get(at));
      if (value instanceof Collection<?> list) {
        if (!list.stream().allMatch(OrderedIndex::isSimple)) return null;
        lastListed = Math.max(lastListed, at);
        places = withEach(places, at, list.isEmpty() ? NOTHING : new HashSet<>(list));
      } else {
        Object single = value instanceof Missing ? null : value;
        if (!isSimple(single)) return null;
        for (Object[] place : places) place[at] = single;
      }
    }
    return places;
  }

  private static List<Object[]> withEach(List<Object[]> places, int at, Collection<?> values) {
    List<Object[]> all = new ArrayList<>();
    for (Object[] place : places) {
      for (Object value : values) {
        Object[] copy = place.clone();
        copy[at] = value;
        all.add(copy);
      }
    }
    return all;
  }

  @Override
  public void add(Document document, Object position, MongoCollection<Object> collection) {
    put(placesOf(document), position);
  }

  private void put(List<Object[]> places, Object position) {
    if (places == null) unordered.add(position);
    else for (Object[] place : places) entries.add(new Entry(place, position, 0));
  }

  @Override
  public Object remove(Document document) {
    // Its position is its id; the unique index on that tells it, this one has nothing to add.
    take(placesOf(document), document.get("_id"));
    return null;
  }

  private void take(List<Object[]> places, Object position) {
    if (places == null) unordered.remove(position);
    else for (Object[] place : places) entries.remove(new Entry(place, position, 0));
  }

  @Override
  public void updateInPlace(
      Document old, Document updated, Object position, MongoCollection<Object> collection) {
    List<Object[]> before = placesOf(old);
    List<Object[]> after = placesOf(updated);
    if (areSame(before, after)) return;
    take(before, position);
    put(after, position);
  }

  private static boolean areSame(List<Object[]> before, List<Object[]> after) {
    if (before == null || after == null) return before == after;
    if (before.size() != after.size()) return false;
    for (int at = 0; at < before.size(); at += 1) {
      if (!Arrays.equals(before.get(at), after.get(at))) return false;
    }
    return true;
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
