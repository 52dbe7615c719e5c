package dev.fovea.scenes.dialogue;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One user message and the assistant's answer.
///
/// @param context the sentences before the request
public record Exchange(List<Sentence> context, Request request) {
  public Exchange {
    context = List.copyOf(context);
  }

  /// The sentences before the request, with a space between them.
  public String contextText() {
    return context.stream().map(Sentence::text).collect(Collectors.joining(" "));
  }

  /// The user message: the context and the request with a space between sentences.
  public String userText() {
    return Stream.concat(context.stream().map(Sentence::text), Stream.of(request.text()))
        .collect(Collectors.joining(" "));
  }
}
