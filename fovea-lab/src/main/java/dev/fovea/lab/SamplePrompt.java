package dev.fovea.lab;

import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.prompt.Message;
import dev.fovea.engine.prompt.Message.Role;
import dev.fovea.engine.prompt.Part;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.scenes.dialogue.Exchange;
import dev.fovea.scenes.dialogue.Sample;
import java.util.ArrayList;
import java.util.List;

/// A sample as a prompt: its text reads as in [Sample#messages()], and all of it before the last
/// request may be pruned.
final class SamplePrompt {
  private SamplePrompt() {}

  /// The prompt that ends with the sample's last request.
  ///
  /// @param picture what stands before the text
  static Prompt of(Sample sample, RgbImage picture) {
    List<Message> messages = new ArrayList<>();
    Part.Image image = new Part.Image("picture", picture);
    for (Exchange earlier : sample.exchanges().subList(0, sample.exchanges().size() - 1)) {
      // What lies before the last user turn is context without being called so.
      List<Part> parts = first(messages, image);
      parts.add(new Part.Text(earlier.userText()));
      messages.add(new Message(Role.USER, parts));
      messages.add(new Message(Role.ASSISTANT, List.of(new Part.Text(earlier.request().answer()))));
    }
    Exchange last = sample.exchanges().getLast();
    List<Part> parts = first(messages, image);
    String context = last.contextText();
    if (!context.isEmpty()) {
      parts.add(new Part.Context(context));
    }
    // The blank before a word belongs to its token, and so to the question.
    parts.add(new Part.Text((context.isEmpty() ? "" : " ") + last.request().text()));
    messages.add(new Message(Role.USER, parts));
    return new Prompt(messages);
  }

  private static List<Part> first(List<Message> before, Part.Image image) {
    return new ArrayList<>(before.isEmpty() ? List.of(image) : List.of());
  }
}
