import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.h2.H2Collection;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.h2.mvstore.MVMap;

/**
 * A collection that looks documents up by id or index where the query names more fields than those.
 * Without this, every query but one by nothing else than a unique key reads the whole collection.
 */
final class IndexedCollection extends H2Collection {
  /** The first {@code $match} of the pipeline that this thread runs on this collection. */
  private final ThreadLocal<Document> match = new ThreadLocal<>();

  IndexedCollection(
      MongoDatabase database,
      String name,
      CollectionOptions options,
      MVMap<Object, Document> data,
      MVMap<String, Object> meta,
      CursorRegistry cursors) {
    super(database, name, options, data, meta, cursors);
  }

  /** Runs a pipeline of which only documents that match can come into question. */
  <T> T narrowedTo(Document condition, Supplier<T> pipeline) {
    match.set(condition);
    try {
      return pipeline.get();
    } finally {
      match.remove();
    }
  }

  @Override
  public Stream<Document> queryAllAsStream() {
    Document condition = match.get();
    if (condition == null) return super.queryAllAsStream();
    match.remove();
    return documents(condition).orElseGet(super::queryAllAsStream);
  }

  /** Collected while nobody else changes the collection. */
  private synchronized Optional<Stream<Document>> documents(Document condition) {
    Collection<Object> ids = ids(condition);
    Optional<Stream<Object>> candidates =
        ids == null
            ? QueryPlan.best(ordered(), condition, null, id -> true).map(QueryPlan::candidates)
            : Optional.of(ids.stream());
    return candidates.map(
        known -> known.map(this::getDocument).filter(Objects::nonNull).toList().stream());
  }

  /** How many documents match, where an index alone tells it. */
  synchronized OptionalLong countByIndex(Document condition) {
    Map<String, Object> values = Conditions.plainValues(condition);
    if (values == null || values.isEmpty()) return OptionalLong.empty();
    return ordered().stream()
        .filter(index -> index.fields().size() >= values.size())
        .filter(index -> values.keySet().containsAll(index.fields().subList(0, values.size())))
        .mapToLong(
            index ->
                index.countOf(
                    index.fields().subList(0, values.size()).stream().map(values::get).toArray()))
        .filter(count -> count >= 0)
        .findFirst();
  }

  @Override
  protected QueryResult queryDocuments(
      Document query, Document orderBy, int skip, int limit, int batchSize, Document fields) {
    Collection<Object> ids = ids(query);
    if (ids != null) return among(ids.stream(), query, orderBy, skip, limit, batchSize, fields);
    Optional<QueryPlan> plan =
        isNatural(orderBy)
            ? Optional.empty()
            : QueryPlan.best(ordered(), query, orderBy, id -> isWanted(id, query));
    if (plan.isEmpty()) return super.queryDocuments(query, orderBy, skip, limit, batchSize, fields);
    Document stillToSort = plan.get().ordersCandidates() ? null : orderBy;
    return among(plan.get().candidates(), query, stillToSort, skip, limit, batchSize, fields);
  }

  private boolean isWanted(Object id, Document query) {
    Document document = getDocument(id);
    return document != null && documentMatchesQuery(document, query);
  }

  private QueryResult among(
      Stream<Object> ids,
      Document query,
      Document orderBy,
      int skip,
      int limit,
      int batchSize,
      Document fields) {
    Stream<Document> found = ids.map(this::getDocument).filter(Objects::nonNull);
    return matchDocumentsFromStream(found, query, orderBy, skip, limit, batchSize, fields);
  }

  private List<OrderedIndex> ordered() {
    return getIndexes().stream()
        .filter(OrderedIndex.class::isInstance)
        .map(OrderedIndex.class::cast)
        .toList();
  }

  /** @return the ids that the query names, or null when it names none that can be looked up as is */
  private static Collection<Object> ids(Document query) {
    Object wanted = query == null ? null : query.get("_id");
    if (isLookedUp(wanted)) return List.of(wanted);
    if (wanted instanceof Document operators
        && operators.size() == 1
        && operators.get("$in") instanceof Collection<?> listed
        && listed.stream().allMatch(IndexedCollection::isLookedUp)) {
      return listed.stream().map(Object.class::cast).distinct().toList();
    }
    return null;
  }

  /** Numbers are equal in several types, so they are left to the unique index. */
  private static boolean isLookedUp(Object id) {
    return id instanceof String || id instanceof ObjectId;
  }

  private static boolean isNatural(Document orderBy) {
    return orderBy != null && orderBy.containsKey("$natural");
  }
}
