package dev.fovea.jinja.internal.value;

import java.math.BigInteger;
import java.util.Iterator;
import java.util.List;

/// Anything an expression can evaluate to. The set is closed and holds no object of the host, which
/// is what makes the sandbox one: there is nothing to reflect on.
public sealed interface Value permits Value.Atom, Value.Collection, ObjectValue {

  /// A value without parts.
  sealed interface Atom extends Value permits None, Bool, Int, Real, Text, Undefined {}

  /// A value with elements. Collections never change: the sandbox of transformers forbids it too.
  sealed interface Collection extends Value permits Array, Tuple, Range, Dict, View, Stream {}

  /// Python's `None`.
  enum None implements Atom {
    NONE
  }

  /// Python's `bool`.
  enum Bool implements Atom {
    FALSE,
    TRUE;

    /// The value for a Java boolean.
    public static Bool of(boolean truth) {
      return truth ? TRUE : FALSE;
    }

    /// The number that Python takes it for.
    public Int number() {
      return Int.of(this == TRUE ? 1 : 0);
    }
  }

  /// Python's `int`, of any size.
  record Int(BigInteger number) implements Atom {
    /// The value for a Java integer.
    public static Int of(long number) {
      return new Int(BigInteger.valueOf(number));
    }
  }

  /// Python's `float`.
  record Real(double number) implements Atom {}

  /// Python's `str`, or with `markup` the subclass that marks text as safe HTML. Python counts code
  /// points where Java counts UTF-16 units; [#length()] counts as Python does.
  record Text(String text, boolean markup) implements Atom {
    /// Ordinary text.
    public Text(String text) {
      this(text, false);
    }

    /// Number of code points.
    public int length() {
      return text.codePointCount(0, text.length());
    }

    /// Other text of the same type, as methods of Python's `Markup` return.
    public Text with(String other) {
      return new Text(other, markup);
    }
  }

  /// The result of a look-up that found nothing: prints as nothing, is false and empty, and raises
  /// its message when anything else is done with it.
  record Undefined(String message, PythonError.Kind kind) implements Atom {
    /// An undefined value with an ordinary message.
    public Undefined(String message) {
      this(message, PythonError.Kind.UNDEFINED);
    }

    /// The error for using this value.
    public PythonError error() {
      return new PythonError(kind, message);
    }
  }

  /// Python's `list`.
  record Array(List<Value> items) implements Collection {}

  /// Python's `tuple`; the groups that `groupby` returns have names for their fields as well.
  record Tuple(List<Value> items, List<String> fields) implements Collection {
    /// A tuple without names.
    public Tuple(List<Value> items) {
      this(items, List.of());
    }

    /// A tuple without names.
    public static Tuple of(Value... items) {
      return new Tuple(List.of(items));
    }
  }

  /// Python's `range`: `length` numbers from `start` on.
  record Range(long start, long stop, long step, int length) implements Collection {
    /// The number at a position within the length.
    public Int at(int index) {
      return Int.of(start + index * step);
    }
  }

  /// What `keys()`, `values()` and `items()` of a dict return.
  record View(Dict dict, Kind kind) implements Collection {
    /// What of the entries is seen.
    public enum Kind {
      KEYS,
      VALUES,
      ITEMS
    }
  }

  /// A Python iterator or generator: lazy, usable once, always true, without a length.
  record Stream(String typeName, Iterator<Value> iterator) implements Collection {}
}
