import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a query demands of single fields, {@code $and} included: all of it has to hold. */
final class Conditions {
  /** A pattern that begins with letters or digits at the beginning of the text. */
  private static final Pattern BEGINNING = Pattern.compile("\\^([\\p{L}\\p{N}]+)$");

  private static final String LAST = "\uffff";

  /** Both inclusive; null: open. */
  record Range(QueryPlan.Bound from, QueryPlan.Bound to) {
    static final Range OPEN = new Range(null, null);
  }

  private final Map<String, List<Object>> byField = new HashMap<>();

  private Conditions() {}

  static Conditions of(Document query) {
    Conditions conditions = new Conditions();
    if (query != null) conditions.addAll(query);
    return conditions;
  }

  private void addAll(Document query) {
    for (Map.Entry<String, Object> entry : query.entrySet()) {
      if (entry.getKey().equals("$and") && entry.getValue() instanceof Collection<?> parts) {
        for (Object part : parts) if (part instanceof Document nested) addAll(nested);
      } else {
        byField.computeIfAbsent(entry.getKey(), field -> new ArrayList<>()).add(entry.getValue());
      }
    }
  }

  private List<Object> on(String field) {
    return byField.getOrDefault(field, List.of());
  }

  /** @return values of which the field has one, or null when no condition lists them */
  Collection<?> equalValues(String field) {
    return on(field).stream()
        .map(Conditions::listedValues)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /**
   * The one value that each field has to have, where the query demands nothing else and the values are
   * texts, truth values or null: an index tells such documents without looking at them.
   *
   * @return null when it demands more
   */
  static Map<String, Object> plainValues(Document query) {
    boolean isPlain =
        query.entrySet().stream()
            .allMatch(
                entry ->
                    !entry.getKey().startsWith("$")
                        && (entry.getValue() == null
                            || entry.getValue() instanceof String
                            || entry.getValue() instanceof Boolean));
    return isPlain ? query : null;
  }

  /**
   * Between what the field's values lie.
   *
   * @param isListed whether a field may have a list: of that one value may lie above the lower bound
   *     and another one below the upper bound, so only one of the two narrows
   */
  Range range(String field, boolean isListed) {
    for (Object condition : on(field)) {
      String beginning = beginningOf(condition);
      if (beginning != null) {
        return new Range(new QueryPlan.Bound(beginning), new QueryPlan.Bound(beginning + LAST));
      }
    }
    QueryPlan.Bound from = bound(field, "$gt", "$gte");
    QueryPlan.Bound to = bound(field, "$lt", "$lte");
    return new Range(from, isListed && from != null ? null : to);
  }

  private QueryPlan.Bound bound(String field, String open, String closed) {
    for (Object condition : on(field)) {
      if (!(condition instanceof Document operators)) continue;
      for (String operator : List.of(open, closed)) {
        Object value = operators.get(operator);
        if (value != null && OrderedIndex.isSimple(value)) return new QueryPlan.Bound(value);
      }
    }
    return null;
  }

  private static Collection<?> listedValues(Object condition) {
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

  private static String beginningOf(Object condition) {
    if (!BsonRegularExpression.isRegularExpression(condition)) return null;
    BsonRegularExpression expression = BsonRegularExpression.convertToRegularExpression(condition);
    boolean isExact = expression.getOptions() == null || expression.getOptions().isEmpty();
    Matcher matcher = BEGINNING.matcher(expression.getPattern());
    return isExact && matcher.matches() ? matcher.group(1) : null;
  }
}
