package dev.fovea.jinja.internal.value;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The evaluated arguments of a call.
public record Arguments(List<Value> positional, Map<String, Value> keyword) {

  /// The same call without the first `count` positional arguments.
  public Arguments skip(int count) {
    return new Arguments(positional.subList(count, positional.size()), keyword);
  }

  /// The same call with one more keyword argument.
  public Arguments with(String name, Value value) {
    Map<String, Value> extended = new LinkedHashMap<>(keyword);
    extended.put(name, value);
    return new Arguments(positional, extended);
  }

  /// Assigns the arguments to the parameters of a function, as Python does for a call.
  public Bound bind(Signature signature) {
    List<String> parameters = signature.parameters();
    if (positional.size() > parameters.size()) {
      throw PythonError.type(
          String.format(
              Locale.ROOT,
              "%s() takes at most %d argument%s (%d given)",
              signature.name(),
              parameters.size(),
              parameters.size() == 1 ? "" : "s",
              positional.size()));
    }
    List<@Nullable Value> values = new ArrayList<>(positional);
    values.addAll(Collections.nCopies(parameters.size() - positional.size(), null));
    keyword.forEach((name, value) -> {
      int index = parameters.indexOf(name);
      if (index < 0) {
        throw PythonError.type(
            signature.name() + "() got an unexpected keyword argument '" + name + "'");
      }
      if (values.get(index) != null) {
        throw PythonError.type(
            signature.name() + "() got multiple values for argument '" + name + "'");
      }
      values.set(index, value);
    });
    for (int index = 0; index < signature.required(); index++) {
      if (values.get(index) == null) {
        throw PythonError.type(
            String.format(
                Locale.ROOT,
                "%s() missing 1 required positional argument: '%s'",
                signature.name(),
                parameters.get(index)));
      }
    }
    return new Bound(values);
  }
}
