import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How one index narrows one query: equal values of its first fields, then at most one range.
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

  /** @return the best plan, or nothing when no index helps */
  static Optional<QueryPlan> best(List<OrderedIndex> indexes, Document query, Document orderBy) {
    return indexes.stream()
        .map(index -> of(index, query, orderBy))
        .filter(plan -> plan.equalFields > 0)
        .max(Comparator.comparingInt(QueryPlan::worth));
  }

  private int worth() {
    return 4 * equalFields + (from != null || to != null ? 2 : 0) + (inOrder ? 3 : 0);
  }

  private static QueryPlan of(OrderedIndex index, Document query, Document orderBy) {
    List<Object[]> alternatives = new ArrayList<>(List.of(new Object[][] {{}}));
    int equal = 0;
    for (String field : index.fields()) {
      Collection<?> wanted = query.containsKey(field) ? equalValues(query.get(field)) : null;
      if (wanted == null || wanted.size() * alternatives.size() > ALTERNATIVES_MAX) break;
      alternatives = extend(alternatives, wanted);
      equal += 1;
    }
    Bound from = null;
    Bound to = null;
    if (equal < index.fields().size()) {
      Object condition = query.get(index.fields().get(equal));
      from = bound(condition, "$gt", "$gte");
      to = bound(condition, "$lt", "$lte");
    }
    Boolean direction = alternatives.size() == 1 ? direction(index, equal, query, orderBy) : null;
    boolean inOrder = direction != null && index.ordersEverything();
    return new QueryPlan(
        index, alternatives, from, to, equal, inOrder, Boolean.TRUE.equals(direction));
  }

  /** Ids of candidates, each once; in the wanted order when {@link #inOrder} says so. */
  Stream<Object> candidates() {
    Stream<Object> found =
        alternatives.stream()
            .flatMap(values -> index.between(with(values, from), with(values, to), descending));
    return Stream.concat(found, index.unordered().stream());
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

  /** @return the values that a field may have, or null when the condition does not list them */
  private static Collection<?> equalValues(Object condition) {
    if (BsonRegularExpression.isRegularExpression(condition)) return null;
    if (!(condition instanceof Document operators)) {
      return OrderedIndex.isSimple(condition) ? Collections.singleton(condition) : null;
    }
    Object single = operators.get("$eq");
    if (operators.containsKey("$eq") && OrderedIndex.isSimple(single)) {
      return Collections.singleton(single);
    }
    if (operators.get("$in") instanceof Collection<?> listed
        && listed.stream().allMatch(OrderedIndex::isSimple)) {
      return new LinkedHashSet<>(listed);
    }
    return null;
  }

  private static Bound bound(Object condition, String open, String closed) {
    if (!(condition instanceof Document operators)) return null;
    for (String operator : List.of(open, closed)) {
      Object value = operators.get(operator);
      if (value != null && OrderedIndex.isSimple(value)) return new Bound(value);
    }
    return null;
  }

  /** @return true: descending, false: ascending, null: the index is not in the wanted order */
  private static Boolean direction(OrderedIndex index, int equal, Document query, Document orderBy) {
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
