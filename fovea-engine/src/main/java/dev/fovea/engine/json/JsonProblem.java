package dev.fovea.engine.json;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;

/// What is wrong with a text that should be JSON, for people: the library also says where it hides
/// the source, and which of its methods sets a limit.
public final class JsonProblem {
  private static final String HIDDEN_SOURCE = " \\(start marker at \\[Source: .*\\]\\)";
  private static final String SETTING = ",? from `[\\w.]+\\(\\)`";

  private JsonProblem() {}

  /// One line, without the place.
  public static String of(JacksonException failure) {
    String message = Optional.ofNullable(failure.getOriginalMessage()).orElse("it cannot be read");
    if (failure instanceof StreamConstraintsException) {
      message = asciiDigits(message); // the library writes limits in the locale of the machine
    }
    return Text.oneLine(message.replaceAll(HIDDEN_SOURCE, "").replaceAll(SETTING, ""));
  }

  private static String asciiDigits(String text) {
    return text.codePoints()
        .map(each -> Character.isDigit(each) ? '0' + Character.digit(each, 10) : each)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
