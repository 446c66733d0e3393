/** A map of bounded size: what was neither asked for nor set for longest is forgotten. */
export class RecentMap<Key, Value> extends Map<Key, Value> {
  constructor(private readonly sizeMax: number) {
    super();
  }

  override get(key: Key): Value | undefined {
    const value = super.get(key);
    // Behind all others: a map keeps the order in which keys came.
    if (value !== undefined) this.set(key, value);
    return value;
  }

  /** The key's value, made now when there is none. */
  ensure(key: Key, make: () => Value): Value {
    const known = this.get(key);
    if (known !== undefined) return known;
    const made = make();
    this.set(key, made);
    return made;
  }

  override set(key: Key, value: Value): this {
    this.delete(key);
    super.set(key, value);
    for (const oldest of this.keys()) {
      if (this.size <= this.sizeMax) break;
      this.delete(oldest);
    }
    return this;
  }
}
