import java.util.Map;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.type.DataType;

/** A map of the store whose changes stand in the journal. Its users change it by {@code put} and {@code remove}. */
final class JournaledMap<K, V> extends MVMap<K, V> {
  /** The change itself, without the noting. */
  @FunctionalInterface
  interface Change<V> {
    /** @return the value before */
    V make();
  }

  private final Journal journal;

  private JournaledMap(
      Map<String, Object> config, DataType<K> keyType, DataType<V> valueType, Journal journal) {
    super(config, keyType, valueType);
    this.journal = journal;
  }

  @Override
  public V operate(K key, V value, DecisionMaker<? super V> decision) {
    // H2 moves pages in the file with decisions of its own: those change no value.
    if (decision != DecisionMaker.PUT && decision != DecisionMaker.REMOVE) {
      return super.operate(key, value, decision);
    }
    return journal.change(this, key, value, () -> super.operate(key, value, decision));
  }

  @Override
  public void clear() {
    throw new UnsupportedOperationException("the journal has no entry for it");
  }

  static final class Builder<K, V> extends MVMap.BasicBuilder<JournaledMap<K, V>, K, V> {
    private final Journal journal;

    Builder(Journal journal) {
      this.journal = journal;
    }

    @Override
    public Builder<K, V> valueType(DataType<? super V> type) {
      super.valueType(type);
      return this;
    }

    @Override
    protected JournaledMap<K, V> create(Map<String, Object> config) {
      return new JournaledMap<>(config, getKeyType(), getValueType(), journal);
    }
  }
}
