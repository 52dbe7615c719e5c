package dev.fovea.cli.ask;

import dev.fovea.cli.option.RequestOptions;
import dev.fovea.cli.print.JsonOutput;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One line of a list of requests.
///
/// @param id what the line calls itself, a text or a number; else the number of the line; of a line
///   that cannot be read the text `line N`, which takes no other request's name
/// @param messages what it has for messages; null where it has none
/// @param options what it says beside them
/// @param digest of everything in the line but its id, pictures included
/// @param error what is wrong with the line
record BatchRequest(
    Object id,
    @Nullable Object messages,
    RequestOptions options,
    String digest,
    Optional<String> error) {

  /// A line that cannot be read.
  ///
  /// @param number of the line, from 1
  static BatchRequest unreadable(int number, String error) {
    return new BatchRequest("line " + number, null, RequestOptions.NONE, "", Optional.of(error));
  }

  /// The id as JSON, which tells the text "1" from the number 1.
  String key() {
    return JsonOutput.of(id);
  }

  /// The id of a line, where it may be one.
  static Optional<Object> id(Map<?, ?> line, int number) {
    Object id = line.get("id");
    return id == null
        ? Optional.of(number)
        : Optional.of(id).filter(each -> each instanceof String || each instanceof Number);
  }

  /// The ids of requests for a message, the first ones of many.
  static String list(List<BatchRequest> requests) {
    int most = 5;
    String shown = String.join(", ", requests.stream().limit(most).map(BatchRequest::key).toList());
    return requests.size() > most
        ? String.format(Locale.ROOT, "%s and %,d more", shown, requests.size() - most)
        : shown;
  }
}
