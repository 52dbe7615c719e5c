package dev.fovea.jinja.internal.interpret;

import dev.fovea.jinja.internal.method.BuiltinFunction;
import dev.fovea.jinja.internal.runtime.Iteration;
import dev.fovea.jinja.internal.runtime.Rendering;
import dev.fovea.jinja.internal.value.Arguments;
import dev.fovea.jinja.internal.value.ObjectValue;
import dev.fovea.jinja.internal.value.PythonError;
import dev.fovea.jinja.internal.value.Value;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// The variable `loop`. Elements are taken from their source one by one, since the condition of a
/// loop may depend on what its body did before; only questions about the end look ahead.
final class LoopContext implements ObjectValue {
  private static final Value NO_PREVIOUS = new Value.Undefined("there is no previous item");
  private static final Value NO_NEXT = new Value.Undefined("there is no next item");

  private final Rendering rendering;
  private final int depth;
  private final @Nullable Recursion recursion;
  private Iterator<Value> source;
  private OptionalInt length;
  private int index = -1;
  private Value previous = NO_PREVIOUS;
  private Value current = NO_PREVIOUS;
  private @Nullable Value next;
  private @Nullable Value lastChanged;

  /// Renders the body of the loop for other elements.
  interface Recursion {
    Value render(Value items, int depth);
  }

  LoopContext(
      Rendering rendering,
      Iterator<Value> source,
      OptionalInt length,
      int depth,
      @Nullable Recursion recursion) {
    this.rendering = rendering;
    this.source = source;
    this.length = length;
    this.depth = depth;
    this.recursion = recursion;
  }

  /// Goes on to the next element, or returns null at the end.
  @Nullable Value advance() {
    Value element = peek();
    next = null;
    if (element != null) {
      index++;
      previous = current;
      current = element;
    }
    return element;
  }

  private @Nullable Value peek() {
    if (next == null && source.hasNext()) {
      next = source.next();
    }
    return next;
  }

  private int length() {
    if (length.isEmpty()) {
      List<Value> rest = rendering.iteration().toList(new Value.Stream("generator", source));
      source = rest.iterator();
      length = OptionalInt.of(rest.size() + index + 1 + (next == null ? 0 : 1));
    }
    return length.getAsInt();
  }

  @Override
  public String typeName() {
    return "jinja2.runtime.LoopContext";
  }

  @Override
  public String describe() {
    return "<LoopContext " + (index + 1) + "/" + length() + ">";
  }

  @Override
  public @Nullable Value attribute(String name) {
    return switch (name) {
      case "index" -> Value.Int.of(index + 1);
      case "index0" -> Value.Int.of(index);
      case "revindex" -> Value.Int.of(length() - index);
      case "revindex0" -> Value.Int.of(length() - index - 1);
      case "first" -> Value.Bool.of(index == 0);
      case "last" -> Value.Bool.of(peek() == null);
      case "length" -> Value.Int.of(length());
      case "depth" -> Value.Int.of(depth + 1);
      case "depth0" -> Value.Int.of(depth);
      case "previtem" -> index == 0 ? NO_PREVIOUS : previous;
      case "nextitem" -> {
        Value following = peek();
        yield following == null ? NO_NEXT : following;
      }
      case "cycle" -> new BuiltinFunction("method", name, this::cycle);
      case "changed" -> new BuiltinFunction("method", name, this::changed);
      default -> null;
    };
  }

  private Value cycle(Arguments arguments) {
    List<Value> items = arguments.positional();
    if (items.isEmpty()) {
      throw PythonError.type("no items for cycling given");
    }
    return items.get(index % items.size());
  }

  private Value changed(Arguments arguments) {
    Value now = new Value.Tuple(arguments.positional());
    Value before = lastChanged;
    if (before != null && rendering.comparison().equal(before, now)) {
      return Value.Bool.FALSE;
    }
    lastChanged = now;
    return Value.Bool.TRUE;
  }

  @Override
  public boolean callable() {
    return true;
  }

  @Override
  public Value call(Arguments arguments) {
    if (recursion == null) {
      throw PythonError.type("The loop must have the 'recursive' marker to be called recursively.");
    }
    if (arguments.positional().size() != 1) {
      throw PythonError.type("loop() takes exactly one argument");
    }
    return recursion.render(arguments.positional().getFirst(), depth + 1);
  }

  /// The length of a value that is known without visiting its elements.
  static OptionalInt knownLength(Value iterable, boolean filtered) {
    return filtered ? OptionalInt.empty() : Iteration.length(iterable);
  }
}
