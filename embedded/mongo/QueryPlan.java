import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * How one index narrows one query: equal values of its first fields, then at most one range.
 *
 * <p>How many documents have a value is not known beforehand, so plans race: the one whose candidates
 * come to their end first is taken. Where none is short, some of their first candidates are looked at.
 *
 * @param alternatives the values of the first fields, one list for each combination of {@code $in}
 * @param from lower bound of the next field, or null
 * @param to upper bound of the next field, or null
 * @param equalFields how many fields are equal
 * @param inOrder whether walking the index gives the wanted order
 * @param sortedFrom from which field on the entries tell the wanted order, where walking does not give
 *     it: then documents are sorted without being read; -1: they do not tell it
 */
record QueryPlan(
    OrderedIndex index,
    List<Object[]> alternatives,
    Bound from,
    Bound to,
    int equalFields,
    boolean inOrder,
    int sortedFrom,
    boolean descending) {

  /** A value that may be null itself. */
  record Bound(Object value) {}

  private static final int ALTERNATIVES_MAX = 1_000;

  /** So many documents are read and sorted rather than walking in order until enough match. */
  private static final int READ_MAX = 500;

  /** So many entries of an index are sorted rather than that. */
  private static final int SORTED_MAX = 10_000;

  private static final int LOOKED_AT = 16;

  /**
   * @param matches whether the document of an id is wanted
   * @return the best plan, or nothing when no index helps
   */
  static Optional<QueryPlan> best(
      List<OrderedIndex> indexes, Document query, Document orderBy, Predicate<Object> matches) {
    Conditions conditions = Conditions.of(query);
    List<QueryPlan> plans =
        indexes.stream()
            .map(index -> of(index, conditions, orderBy))
            .filter(plan -> plan.equalFields > 0 || plan.inOrder)
            .sorted(Comparator.comparingInt(QueryPlan::worth).reversed())
            .toList();
    if (plans.size() < 2) return plans.stream().findFirst();
    List<QueryPlan> kept = withoutOutdone(plans);
    if (kept.size() == 1) return Optional.of(kept.get(0));
    return narrowest(kept)
        .or(() -> fullest(kept, matches))
        .or(() -> plans.stream().findFirst());
  }

  /** Whether candidates come in the wanted order. */
  boolean ordersCandidates() {
    return inOrder || sortedFrom >= 0;
  }

  private int worth() {
    int order = inOrder ? 3 : sortedFrom >= 0 ? 1 : 0;
    return 4 * equalFields + (from != null || to != null ? 2 : 0) + order;
  }

  private Set<String> narrowed() {
    boolean hasRange = from != null || to != null;
    return Set.copyOf(index.fields().subList(0, equalFields + (hasRange ? 1 : 0)));
  }

  /** Without those that narrow by nothing that a better one does not narrow by, too. */
  private static List<QueryPlan> withoutOutdone(List<QueryPlan> plans) {
    List<QueryPlan> kept = new ArrayList<>();
    for (QueryPlan plan : plans) {
      boolean isOutdone =
          kept.stream()
              .anyMatch(
                  other ->
                      (other.inOrder || !plan.inOrder)
                          && other.narrowed().containsAll(plan.narrowed()));
      if (!isOutdone) kept.add(plan);
    }
    return kept;
  }

  /** The first to come to its end, all going at the same pace; nothing when none is short. */
  private static Optional<QueryPlan> narrowest(List<QueryPlan> plans) {
    List<Iterator<Object>> walks = plans.stream().map(plan -> plan.walk().iterator()).toList();
    for (int step = 0; step < SORTED_MAX; step += 1) {
      for (int at = 0; at < walks.size(); at += 1) {
        if (step >= READ_MAX && plans.get(at).sortedFrom < 0) continue;
        if (!walks.get(at).hasNext()) return Optional.of(plans.get(at));
        walks.get(at).next();
      }
    }
    return Optional.empty();
  }

  /** Of those in order the one with the most wanted documents among its first. */
  private static Optional<QueryPlan> fullest(List<QueryPlan> plans, Predicate<Object> matches) {
    List<QueryPlan> inOrder = plans.stream().filter(QueryPlan::inOrder).toList();
    if (inOrder.size() < 2) return inOrder.stream().findFirst();
    Map<QueryPlan, Long> wanted = new LinkedHashMap<>();
    for (QueryPlan plan : inOrder) {
      wanted.put(plan, plan.walk().limit(LOOKED_AT).filter(matches).count());
    }
    // Of equals the first: it is worth the most.
    long most = Collections.max(wanted.values());
    return inOrder.stream().filter(plan -> wanted.get(plan) == most).findFirst();
  }

  private static QueryPlan of(OrderedIndex index, Conditions query, Document orderBy) {
    List<Object[]> alternatives = new ArrayList<>(List.of(new Object[][] {{}}));
    int equal = 0;
    for (String field : index.fields()) {
      Collection<?> wanted = query.equalValues(field);
      if (wanted == null || wanted.size() * alternatives.size() > ALTERNATIVES_MAX) break;
      alternatives = extend(alternatives, wanted);
      equal += 1;
    }
    Conditions.Range range =
        equal < index.fields().size()
            ? query.range(index.fields().get(equal), index.hasLists())
            : Conditions.Range.OPEN;
    int constant = alternatives.size() == 1 ? equal : 0;
    Boolean walked = constant == equal ? direction(index, constant, equal, orderBy) : null;
    boolean inOrder = walked != null && index.ordersEverything(equal);
    int behind = equal + (range.from() != null || range.to() != null ? 1 : 0);
    Boolean sorted = inOrder ? null : direction(index, constant, behind, orderBy);
    int sortedFrom = sorted != null && index.isSingleFrom(behind) ? behind : -1;
    boolean isDescending = Boolean.TRUE.equals(inOrder ? walked : sorted);
    return new QueryPlan(
        index, alternatives, range.from(), range.to(), equal, inOrder, sortedFrom, isDescending);
  }

  /** Ids of candidates, each once; in the wanted order when {@link #ordersCandidates} says so. */
  Stream<Object> candidates() {
    if (sortedFrom < 0) return walk();
    return once(index.sortedBetween(alternatives.stream().map(this::bounds), sortedFrom, descending));
  }

  /** Ids as they stand in the index, each once. Nothing is read before it is asked for. */
  private Stream<Object> walk() {
    // Not flatMap for the usual case: an iterator over it takes in a whole range at its first step.
    Stream<Object> found =
        alternatives.size() == 1
            ? between(alternatives.get(0))
            : alternatives.stream().flatMap(this::between);
    Collection<Object> others = index.unordered();
    Stream<Object> all = others.isEmpty() ? found : Stream.concat(found, others.stream());
    return inOrder ? all : once(all);
  }

  /** Where lists are, one document may have several of the values that are asked for. */
  private Stream<Object> once(Stream<Object> ids) {
    return index.hasLists() ? ids.distinct() : ids;
  }

  private Stream<Object> between(Object[] values) {
    Object[][] bounds = bounds(values);
    return index.between(bounds[0], bounds[1], descending);
  }

  private Object[][] bounds(Object[] values) {
    return new Object[][] {with(values, from), with(values, to)};
  }

  private static Object[] with(Object[] values, Bound bound) {
    return bound == null ? values : append(values, bound.value());
  }

  private static Object[] append(Object[] values, Object value) {
    Object[] longer = Arrays.copyOf(values, values.length + 1);
    longer[values.length] = value;
    return longer;
  }

  private static List<Object[]> extend(List<Object[]> alternatives, Collection<?> wanted) {
    List<Object[]> extended = new ArrayList<>();
    for (Object[] values : alternatives) {
      for (Object value : wanted) extended.add(append(values, value));
    }
    return extended;
  }

  /**
   * @param constant how many first fields are equal in all candidates
   * @param first the field from which on the order counts
   * @return true: descending, false: ascending, null: the index is not in the wanted order
   */
  private static Boolean direction(
      OrderedIndex index, int constant, int first, Document orderBy) {
    if (orderBy == null || orderBy.isEmpty()) return null;
    List<String> fields = index.fields();
    Boolean descending = null;
    int at = first;
    for (Map.Entry<String, Object> wanted : orderBy.entrySet()) {
      // Fields that are equal in all candidates order nothing.
      if (fields.subList(0, constant).contains(wanted.getKey())) continue;
      String next = at < fields.size() ? fields.get(at) : at == fields.size() ? "_id" : null;
      if (!Objects.equals(next, wanted.getKey()) || !(wanted.getValue() instanceof Number sign)) {
        return null;
      }
      boolean isDescending = sign.intValue() < 0;
      if (descending != null && descending != isDescending) return null;
      descending = isDescending;
      at += 1;
    }
    return Boolean.TRUE.equals(descending);
  }
}
