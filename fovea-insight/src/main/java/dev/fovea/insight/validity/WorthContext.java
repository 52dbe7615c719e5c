package dev.fovea.insight.validity;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.prompt.Message;
import dev.fovea.engine.prompt.Message.Role;
import dev.fovea.engine.prompt.Part;
import dev.fovea.engine.prompt.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A question, and a context made of sentences of known worth to it.
///
/// @param sentences at least one that is needed and one that is not
/// @param images pictures before the text, if any
public record WorthContext(String question, List<Sentence> sentences, List<Part.Image> images) {

  /// One sentence and what it is worth.
  public record Sentence(String text, Worth worth) {
    public Sentence {
      text = text.strip();
      if (text.isEmpty()) {
        throw new FoveaException("a sentence is empty: expected some text");
      }
    }
  }

  public WorthContext {
    sentences = List.copyOf(sentences);
    images = List.copyOf(images);
    if (question.isBlank()) {
      throw new FoveaException("question: expected some text, found none");
    }
    long needed = sentences.stream().filter(each -> each.worth() == Worth.NEEDED).count();
    if (needed == 0 || needed == sentences.size()) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "sentences: expected at least one that is needed and one that is not, found %d needed of %d",
              needed,
              sentences.size()));
    }
  }

  /// The same with these pictures before the text.
  public WorthContext withImages(List<Part.Image> others) {
    return new WorthContext(question, sentences, others);
  }

  /// The sentences with a blank between them.
  public String text() {
    return sentences.stream().map(Sentence::text).collect(Collectors.joining(" "));
  }

  /// Which sentences are worth so much.
  ///
  /// @return their places, ascending
  public List<Integer> of(Worth worth) {
    return IntStream.range(0, sentences.size())
        .filter(i -> sentences.get(i).worth() == worth)
        .boxed()
        .toList();
  }

  /// Pictures, context and question as a prompt.
  public Prompt prompt() {
    List<Part> parts = new ArrayList<>(images);
    parts.add(new Part.Context(text() + "\n"));
    parts.add(new Part.Text(question));
    return new Prompt(List.of(new Message(Role.USER, parts)));
  }
}
