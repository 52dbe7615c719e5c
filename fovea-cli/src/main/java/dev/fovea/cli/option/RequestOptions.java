package dev.fovea.cli.option;

import dev.fovea.cli.print.JsonOutput;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.prompt.KnownKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a request says beside its messages, under the names of OpenAI-style requests. It wins over
/// the command's options.
///
/// @param maxTokens `max_tokens`, or `max_completion_tokens`
/// @param stop one text or a list of them
public record RequestOptions(
    Optional<Integer> maxTokens,
    Optional<Double> temperature,
    Optional<Double> topP,
    Optional<Integer> topK,
    Optional<Double> minP,
    Optional<Double> repetitionPenalty,
    Optional<Long> seed,
    Optional<List<String>> stop) {

  private static final KnownKeys KEYS =
      KnownKeys.read(
              "id",
              "messages",
              "max_tokens",
              "max_completion_tokens",
              "temperature",
              "top_p",
              "top_k",
              "min_p",
              "repetition_penalty",
              "seed",
              "stop",
              "model")
          .harmless(
              "user",
              "metadata",
              "store",
              "service_tier",
              "stream",
              "stream_options",
              "n",
              "tool_choice",
              "parallel_tool_calls",
              "response_format")
          .refused("tools are not supported; leave it out", "tools", "functions", "function_call")
          .refused(
              "is not supported; leave it out",
              "frequency_penalty",
              "presence_penalty",
              "logit_bias",
              "logprobs",
              "top_logprobs",
              "best_of",
              "prompt",
              "images",
              "fovea")
          .refused("put it into messages, with the role system", "system")
          .refused("call it id", "custom_id")
          .refused("put its keys into the line itself", "body");

  /// What says nothing.
  public static final RequestOptions NONE =
      new RequestOptions(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /// Reads and checks all keys but `id` and `messages`.
  ///
  /// @param models the names of the model that answers
  /// @throws FoveaException that names the key which is unknown, wrong, or asks for something else
  public static RequestOptions of(Map<?, ?> request, Set<String> models) {
    KEYS.check(request, "");
    requireOneAnswer(request);
    if (request.get("model") instanceof Object model
        && !model.equals("")
        && !models.contains(String.valueOf(model))) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "model: expected \"%s\", which answers here, found \"%s\"; leave the key out, or choose the model with -m",
              models.iterator().next(),
              model));
    }
    Optional<Integer> most = whole(request, "max_tokens").map(Math::toIntExact);
    Optional<Integer> mostToo = whole(request, "max_completion_tokens").map(Math::toIntExact);
    if (most.isPresent() && mostToo.isPresent() && !most.equals(mostToo)) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "max_tokens is %d and max_completion_tokens is %d; expected one of the two",
              most.get(),
              mostToo.get()));
    }
    return new RequestOptions(
        most.or(() -> mostToo),
        number(request, "temperature"),
        number(request, "top_p"),
        whole(request, "top_k").map(Math::toIntExact),
        number(request, "min_p"),
        number(request, "repetition_penalty"),
        whole(request, "seed"),
        stop(request.get("stop")));
  }

  /// Several answers, or answers of a given form, would be another thing than what is asked for.
  private static void requireOneAnswer(Map<?, ?> request) {
    if (request.get("n") instanceof Object n && !(n instanceof Integer one && one == 1)) {
      throw wrong("n", "1", n);
    }
    Object format = request.get("response_format");
    if (format != null && !(format instanceof Map<?, ?> map && "text".equals(map.get("type")))) {
      throw wrong("response_format", "{\"type\": \"text\"}", format);
    }
  }

  private static Optional<Long> whole(Map<?, ?> request, String key) {
    Object value = request.get(key);
    if (value == null) {
      return Optional.empty();
    }
    boolean integer = value instanceof Integer || value instanceof Long;
    if (!integer || (!key.equals("seed") && value instanceof Long)) {
      throw wrong(key, "a whole number", value);
    }
    return Optional.of(((Number) value).longValue());
  }

  private static Optional<Double> number(Map<?, ?> request, String key) {
    Object value = request.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof Number number)) {
      throw wrong(key, "a number", value);
    }
    return Optional.of(number.doubleValue());
  }

  private static Optional<List<String>> stop(@Nullable Object value) {
    if (value == null) {
      return Optional.empty();
    }
    List<?> list = value instanceof List<?> several ? several : List.of(value);
    List<String> texts = new ArrayList<>();
    for (Object each : list) {
      if (!(each instanceof String text)) {
        throw wrong("stop", "a text or a list of texts", value);
      }
      texts.add(text);
    }
    return Optional.of(texts);
  }

  private static FoveaException wrong(String key, String expected, Object found) {
    String json = JsonOutput.of(found);
    String shown = json.length() > 60 ? json.substring(0, 60) + "..." : json;
    return new FoveaException(
        String.format(Locale.ROOT, "%s: expected %s, found %s", key, expected, shown));
  }
}
