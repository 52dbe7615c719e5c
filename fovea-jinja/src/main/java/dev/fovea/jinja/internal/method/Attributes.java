package dev.fovea.jinja.internal.method;

import dev.fovea.jinja.internal.runtime.Printer;
import dev.fovea.jinja.internal.runtime.Rendering;
import dev.fovea.jinja.internal.value.Dict;
import dev.fovea.jinja.internal.value.ObjectValue;
import dev.fovea.jinja.internal.value.PythonError;
import dev.fovea.jinja.internal.value.Types;
import dev.fovea.jinja.internal.value.Value;
import java.math.BigInteger;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `a.b` and `a['b']`: attributes and items, each falling back to the other, as jinja2's sandbox
/// looks them up.
public final class Attributes {
  /// What every Python object has and the sandbox hides.
  private static final Set<String> HIDDEN =
      Set.of(
          "__class__",
          "__dict__",
          "__doc__",
          "__init__",
          "__init_subclass__",
          "__subclasshook__",
          "__repr__",
          "__str__",
          "__hash__",
          "__eq__",
          "__ne__",
          "__lt__",
          "__le__",
          "__gt__",
          "__ge__",
          "__getattribute__",
          "__setattr__",
          "__delattr__",
          "__format__",
          "__new__",
          "__reduce__",
          "__reduce_ex__",
          "__dir__",
          "__sizeof__",
          "__module__",
          "__globals__",
          "__call__",
          "__len__",
          "__iter__",
          "__getitem__",
          "__contains__",
          "__add__",
          "__mul__");

  private static final Set<String> DICT_MUTATORS =
      Set.of("clear", "pop", "popitem", "setdefault", "update");
  private static final Set<String> LIST_MUTATORS =
      Set.of("append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove");

  private Attributes() {}

  /// `object.name`: the attribute, or else the item, or else an undefined value.
  public static Value getAttribute(Rendering rendering, Value object, String name) {
    Value attribute = find(rendering, object, name);
    if (attribute != null) {
      return attribute;
    }
    Value item = object instanceof Dict dict ? dict.get(name) : null;
    return item != null ? item : undefined(rendering, object, new Value.Text(name));
  }

  /// `object[key]`: the item, or else the attribute, or else an undefined value.
  public static Value getItem(Rendering rendering, Value object, Value key) {
    Value item = item(object, key);
    if (item == null && key instanceof Value.Text(String name, boolean markup)) {
      item = find(rendering, object, name);
    }
    return item != null ? item : undefined(rendering, object, key);
  }

  /// The attribute only, or an undefined value.
  public static Value attribute(Rendering rendering, Value object, String name) {
    Value attribute = find(rendering, object, name);
    return attribute != null ? attribute : undefined(rendering, object, new Value.Text(name));
  }

  private static Value undefined(Rendering rendering, Value object, Value key) {
    String message =
        key instanceof Value.Text(String name, boolean markup)
            ? "'" + Types.describe(object) + "' has no attribute " + Printer.quote(name)
            : Types.describe(object) + " has no element " + element(rendering, key);
    return new Value.Undefined(message);
  }

  /// The key in a message, unless that would be long.
  private static String element(Rendering rendering, Value key) {
    return key instanceof Value.Atom
        ? rendering.printer().representation(key)
        : "of type " + Types.name(key);
  }

  private static @Nullable Value item(Value object, Value key) {
    return switch (object) {
      case Dict dict -> {
        try {
          yield dict.get(key);
        } catch (PythonError unhashable) {
          if (unhashable.kind() == PythonError.Kind.LIMIT) {
            throw unhashable;
          }
          yield null;
        }
      }
      case Value.Array array -> element(array.items(), key);
      case Value.Tuple tuple -> element(tuple.items(), key);
      case Value.Range range -> {
        int index = index(key, range.length());
        yield index < 0 ? null : range.at(index);
      }
      case Value.Text text -> {
        int index = index(key, text.length());
        if (index < 0) {
          yield null;
        }
        int start = text.text().offsetByCodePoints(0, index);
        yield text.with(Character.toString(text.text().codePointAt(start)));
      }
      case Value.Undefined undefined -> throw undefined.error();
      case Value other -> null;
    };
  }

  private static @Nullable Value element(List<Value> items, Value key) {
    int index = index(key, items.size());
    return index < 0 ? null : items.get(index);
  }

  /// The position that an index means, or -1 when there is none.
  private static int index(Value key, int length) {
    BigInteger number =
        switch (key) {
          case Value.Int(BigInteger integer) -> integer;
          case Value.Bool truth -> truth.number().number();
          case Value other -> BigInteger.valueOf(length);
        };
    BigInteger absolute = number.signum() < 0 ? number.add(BigInteger.valueOf(length)) : number;
    boolean inside = absolute.signum() >= 0 && absolute.compareTo(BigInteger.valueOf(length)) < 0;
    return inside ? absolute.intValueExact() : -1;
  }

  private static @Nullable Value find(Rendering rendering, Value object, String name) {
    if (object instanceof Value.Undefined undefined) {
      throw undefined.error();
    }
    if (HIDDEN.contains(name)) {
      return unsafe(object, name);
    }
    return switch (object) {
      case Value.Text text -> TextMethods.find(rendering, text, name);
      case Dict dict ->
          DICT_MUTATORS.contains(name)
              ? unsafe(dict, name)
              : CollectionMethods.find(rendering, dict, name);
      case Value.Array array ->
          LIST_MUTATORS.contains(name)
              ? unsafe(array, name)
              : CollectionMethods.find(rendering, array, name);
      case Value.Tuple tuple when tuple.fields().contains(name) ->
          tuple.items().get(tuple.fields().indexOf(name));
      case Value.Collection collection -> CollectionMethods.find(rendering, collection, name);
      case ObjectValue found -> found.attribute(name);
      case Value.Atom number -> NumberMethods.find(number, name);
    };
  }

  private static Value unsafe(Value object, String name) {
    return new Value.Undefined(
        "access to attribute '" + name + "' of '" + Types.name(object) + "' object is unsafe.",
        PythonError.Kind.SECURITY);
  }
}
