package dev.fovea.jinja.internal.value;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Python's `dict`: keeps the order of insertion, and keys that are equal in Python are one key.
public final class Dict implements Value.Collection {
  private final Map<Object, Map.Entry<Value, Value>> entries;

  private Dict(Map<Object, Map.Entry<Value, Value>> entries) {
    this.entries = entries;
  }

  /// Number of entries.
  public int size() {
    return entries.size();
  }

  /// The entries in order.
  public java.util.Collection<Map.Entry<Value, Value>> entries() {
    return entries.values();
  }

  /// The value for a key, or null; an unhashable key is a Python `TypeError`.
  public @Nullable Value get(Value key) {
    Map.Entry<Value, Value> entry = entries.get(Hashing.key(key));
    return entry == null ? null : entry.getValue();
  }

  /// The value for a textual key, or null.
  public @Nullable Value get(String key) {
    Map.Entry<Value, Value> entry = entries.get(key);
    return entry == null ? null : entry.getValue();
  }

  /// Collects the entries of a dict.
  public static final class Builder {
    private final Map<Object, Map.Entry<Value, Value>> entries = new LinkedHashMap<>();

    /// Adds an entry, or replaces the value of an equal key.
    public Builder put(Value key, Value value) {
      Object hashed = Hashing.key(key);
      Map.Entry<Value, Value> present = entries.get(hashed);
      entries.put(hashed, Map.entry(present == null ? key : present.getKey(), value));
      return this;
    }

    /// Adds an entry with a textual key.
    public Builder put(String key, Value value) {
      return put(new Value.Text(key), value);
    }

    /// Adds all entries of another dict.
    public Builder putAll(Dict other) {
      other.entries().forEach(entry -> put(entry.getKey(), entry.getValue()));
      return this;
    }

    /// The dict; the builder is used up.
    public Dict build() {
      return new Dict(entries);
    }
  }
}
