import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How one index narrows one query: equal values of its first fields, then at most one range.
 *
 * <p>How many documents have a value is not known beforehand, so plans race: the one whose candidates
 * come to their end first is taken.
 *
 * @param alternatives the values of the first fields, one list for each combination of {@code $in}
 * @param from lower bound of the next field, or null
 * @param to upper bound of the next field, or null
 * @param equalFields how many fields are equal
 * @param inOrder whether walking the index gives the wanted order
 */
record QueryPlan(
    OrderedIndex index,
    List<Object[]> alternatives,
    Bound from,
    Bound to,
    int equalFields,
    boolean inOrder,
    boolean descending) {

  /** A value that may be null itself. */
  record Bound(Object value) {}

  private static final int ALTERNATIVES_MAX = 1_000;

  private static final int RACE_STEPS_MAX = 500;

  /** @return the best plan, or nothing when no index helps */
  static Optional<QueryPlan> best(List<OrderedIndex> indexes, Document query, Document orderBy) {
    Conditions conditions = Conditions.of(query);
    List<QueryPlan> plans =
        indexes.stream()
            .map(index -> of(index, conditions, orderBy))
            .filter(plan -> plan.equalFields > 0 || plan.inOrder)
            .sorted(Comparator.comparingInt(QueryPlan::worth).reversed())
            .toList();
    if (plans.size() < 2) return plans.stream().findFirst();
    return narrowest(withoutOutdone(plans)).or(() -> plans.stream().findFirst());
  }

  private int worth() {
    return 4 * equalFields + (from != null || to != null ? 2 : 0) + (inOrder ? 3 : 0);
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
    if (plans.size() == 1) return Optional.of(plans.get(0));
    List<Iterator<Object>> walks = plans.stream().map(plan -> plan.candidates().iterator()).toList();
    for (int step = 0; step < RACE_STEPS_MAX; step += 1) {
      for (int at = 0; at < walks.size(); at += 1) {
        if (!walks.get(at).hasNext()) return Optional.of(plans.get(at));
        walks.get(at).next();
      }
    }
    return plans.stream().filter(QueryPlan::inOrder).findFirst();
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
    Boolean direction = alternatives.size() == 1 ? direction(index, equal, orderBy) : null;
    boolean inOrder = direction != null && index.ordersEverything(equal);
    boolean isDescending = Boolean.TRUE.equals(direction);
    return new QueryPlan(
        index, alternatives, range.from(), range.to(), equal, inOrder, isDescending);
  }

  /** Ids of candidates, each once; in the wanted order when {@link #inOrder} says so. */
  Stream<Object> candidates() {
    Stream<Object> found =
        alternatives.stream()
            .flatMap(values -> index.between(with(values, from), with(values, to), descending));
    Stream<Object> all = Stream.concat(found, index.unordered().stream());
    // Where lists are, one document may have several of the values that are asked for.
    return index.hasLists() && !inOrder ? all.distinct() : all;
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

  /** @return true: descending, false: ascending, null: the index is not in the wanted order */
  private static Boolean direction(OrderedIndex index, int equal, Document orderBy) {
    if (orderBy == null || orderBy.isEmpty()) return null;
    List<String> fields = index.fields();
    Boolean descending = null;
    int at = equal;
    for (Map.Entry<String, Object> wanted : orderBy.entrySet()) {
      // Fields that are equal in all candidates order nothing.
      if (fields.subList(0, equal).contains(wanted.getKey())) continue;
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
