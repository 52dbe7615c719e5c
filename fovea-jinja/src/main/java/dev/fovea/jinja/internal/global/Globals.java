package dev.fovea.jinja.internal.global;

import dev.fovea.jinja.internal.method.BuiltinFunction;
import dev.fovea.jinja.internal.runtime.Rendering;
import dev.fovea.jinja.internal.runtime.TimeFormat;
import dev.fovea.jinja.internal.value.Arguments;
import dev.fovea.jinja.internal.value.Bound;
import dev.fovea.jinja.internal.value.Dict;
import dev.fovea.jinja.internal.value.PythonError;
import dev.fovea.jinja.internal.value.Signature;
import dev.fovea.jinja.internal.value.Value;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The functions that every template sees, those of jinja2 and those that transformers adds.
public final class Globals {
  /// The limit of jinja2's sandbox.
  private static final long MAXIMUM_RANGE = 100_000;

  private static final Signature RAISE = Signature.of("raise_exception", 1, "message");
  private static final Signature NOW = Signature.of("strftime_now", 1, "format");
  private static final Signature JOINER = Signature.of("Joiner.__init__", 0, "sep");

  private Globals() {}

  /// The functions by name, bound to one rendering.
  public static Map<String, Value> of(Rendering rendering) {
    return Map.of(
        "range",
        new BuiltinFunction("range", Globals::range),
        "dict",
        new BuiltinFunction("type", "dict", arguments -> dict(rendering, arguments)),
        "namespace",
        new BuiltinFunction(
            "type", "namespace", arguments -> new Namespace(rendering, dict(rendering, arguments))),
        "cycler",
        new BuiltinFunction("type", "cycler", arguments -> new Cycler(arguments.positional())),
        "joiner",
        new BuiltinFunction(
            "type",
            "joiner",
            arguments -> new Joiner(arguments.bind(JOINER).get(0, new Value.Text(", ")))),
        "raise_exception",
        new BuiltinFunction("raise_exception", arguments -> raise(rendering, arguments)),
        "strftime_now",
        new BuiltinFunction("strftime_now", arguments -> now(rendering, arguments)),
        "lipsum",
        new BuiltinFunction(
            "lipsum",
            arguments -> {
              throw PythonError.runtime(
                  "function 'lipsum' is not supported: prompts must be reproducible");
            }));
  }

  private static Value raise(Rendering rendering, Arguments arguments) {
    String message = rendering.printer().text(arguments.bind(RAISE).get(0));
    throw new PythonError(PythonError.Kind.RAISED, message);
  }

  private static Value now(Rendering rendering, Arguments arguments) {
    String format = arguments.bind(NOW).text(0);
    rendering.budget().characters(40L * format.length());
    return new Value.Text(TimeFormat.format(format, ZonedDateTime.now(rendering.clock())));
  }

  private static Value range(Arguments arguments) {
    List<Value> bounds = arguments.positional();
    if (bounds.isEmpty() || bounds.size() > 3 || !arguments.keyword().isEmpty()) {
      throw PythonError.type("range expected 1 to 3 positional arguments, got " + bounds.size());
    }
    long first = bounds.size() == 1 ? 0 : Bound.wide(bounds.get(0));
    long stop = Bound.wide(bounds.get(bounds.size() == 1 ? 0 : 1));
    long step = bounds.size() == 3 ? Bound.wide(bounds.get(2)) : 1;
    if (step == 0) {
      throw PythonError.value("range() arg 3 must not be zero");
    }
    boolean none = step > 0 ? first >= stop : first <= stop;
    long length = none ? 0 : length(first, stop, step);
    if (length > MAXIMUM_RANGE) {
      throw new PythonError(
          PythonError.Kind.OVERFLOW,
          "Range too big. The sandbox blocks ranges larger than MAX_RANGE (100000).");
    }
    return new Value.Range(first, stop, step, (int) length);
  }

  private static long length(long first, long stop, long step) {
    try {
      long span = Math.absExact(Math.subtractExact(stop, first));
      return (span - 1) / Math.absExact(step) + 1;
    } catch (ArithmeticException overflow) {
      return Long.MAX_VALUE;
    }
  }

  private static Dict dict(Rendering rendering, Arguments arguments) {
    Dict.Builder builder = new Dict.Builder();
    if (arguments.positional().size() > 1) {
      throw PythonError.type(
          "dict expected at most 1 argument, got " + arguments.positional().size());
    }
    for (Value source : arguments.positional()) {
      if (source instanceof Dict dict) {
        rendering.budget().elements(dict.size());
        builder.putAll(dict);
      } else {
        pairs(rendering, source, builder);
      }
    }
    arguments.keyword().forEach(builder::put);
    return builder.build();
  }

  private static void pairs(Rendering rendering, Value source, Dict.Builder builder) {
    int index = 0;
    for (Value item : rendering.iteration().toList(source)) {
      List<Value> pair = rendering.iteration().toList(item);
      if (pair.size() != 2) {
        throw PythonError.value(
            String.format(
                Locale.ROOT,
                "dictionary update sequence element #%d has length %d; 2 is required",
                index,
                pair.size()));
      }
      builder.put(pair.get(0), pair.get(1));
      index++;
    }
  }
}
