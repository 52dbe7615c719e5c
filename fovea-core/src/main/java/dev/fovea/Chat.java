package dev.fovea;

import dev.fovea.engine.answer.Answer;
import dev.fovea.engine.answer.AnswerListener;
import dev.fovea.engine.error.ClosedException;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.image.decode.ImageDecoder;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.observe.SeenImages;
import dev.fovea.engine.progress.ProgressListener;
import dev.fovea.engine.prompt.Message;
import dev.fovea.engine.prompt.Part;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.pruning.execute.PrunedAnswer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/// Several questions about the same images and text.
///
/// ```java
/// try (Chat chat = fovea.chat().image(image).context(notes).start()) {
///   System.out.println(chat.ask("Which shape is yellow?").text());
///   System.out.println(chat.ask("Where is it?").text());
/// }
/// ```
///
/// The images are seen once. Every question scores the whole text anew, earlier questions and
/// answers with it, so that text which was dropped for one question is there again for the next. An
/// answer that was cancelled, or failed, is not remembered, nor is its question; [#messages] tells
/// what is. Questions are answered one after the other, in the order in which they were asked,
/// whichever threads ask.
public final class Chat implements AutoCloseable {
  private final Fovea fovea;
  private final AskOptions options;
  private final SeenImages seen;
  private final List<Part> ahead;
  private final Turns turns = new Turns();
  private volatile List<Message> messages; // written by whose turn it is
  private volatile boolean closed;

  private Chat(Builder builder) {
    fovea = builder.fovea;
    options = builder.options;
    messages = List.copyOf(builder.messages);
    ahead = List.copyOf(builder.ahead);
    Prompt images = new Prompt(List.of(new Message(Message.Role.USER, ahead)));
    seen = fovea.engine().see(images, ProgressListener.SILENT);
  }

  /// Asks one more question.
  ///
  /// @throws ClosedException if this is closed, or the model
  /// @throws CancellationException if the thread is interrupted before the first token, which it
  ///   stays
  public PrunedAnswer ask(String question) {
    return ask(question, take(), AnswerListener.SILENT);
  }

  /// Asks one more question and gives the answer piece by piece.
  ///
  /// @throws ClosedException if this is closed
  public AnswerStream stream(String question) {
    Turns.Turn turn = take();
    return new AnswerStream(listener -> ask(question, turn, listener));
  }

  private Turns.Turn take() {
    requireOpen();
    return turns.take();
  }

  private PrunedAnswer ask(String question, Turns.Turn turn, AnswerListener listener) {
    try (turn) {
      turn.await();
      requireOpen();
      return ask(question, listener);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new ClosedException("the chat");
    }
  }

  private PrunedAnswer ask(String question, AnswerListener listener) {
    Prompt prompt = with(question);
    try (PreparedPrompt prepared = fovea.prepare(prompt, seen)) {
      PrunedAnswer answered = fovea.answer(prompt, prepared, options, listener);
      if (answered.answer().finish() != Answer.Finish.CANCELLED) {
        List<Message> longer = new ArrayList<>(prompt.messages());
        longer.add(new Message(Message.Role.ASSISTANT, List.of(new Part.Text(answered.text()))));
        messages = List.copyOf(longer);
      }
      return answered;
    }
  }

  /// The first question comes with the images and the text.
  private Prompt with(String question) {
    boolean first = messages.stream().noneMatch(message -> message.role() == Message.Role.USER);
    List<Part> parts = new ArrayList<>(first ? ahead : List.of());
    parts.add(new Part.Text(question));
    List<Message> all = new ArrayList<>(messages);
    all.add(new Message(Message.Role.USER, parts));
    return new Prompt(all);
  }

  /// What was said so far.
  public List<Message> messages() {
    return messages;
  }

  /// Forgets what the images looked like to the model. What is being answered just now is answered;
  /// questions that wait for their turn are not. Once is enough.
  @Override
  public void close() {
    closed = true;
    seen.close();
  }

  /// What a chat is about.
  public static final class Builder {
    private final Fovea fovea;
    private final List<Message> messages = new ArrayList<>();
    private final List<Part> ahead = new ArrayList<>();
    private AskOptions options = AskOptions.DEFAULT;

    Builder(Fovea fovea) {
      this.fovea = fovea;
    }

    /// What the model is told to be.
    public Builder system(String text) {
      messages.add(new Message(Message.Role.SYSTEM, List.of(new Part.Text(text))));
      return this;
    }

    /// An image from a file.
    ///
    /// @throws FoveaException if it is no image that can be read
    public Builder image(Path file) {
      ahead.add(new Part.Image(String.valueOf(file.getFileName()), ImageDecoder.decode(file)));
      return this;
    }

    /// An image.
    public Builder image(RgbImage image) {
      ahead.add(new Part.Image("image", image));
      return this;
    }

    /// A long text, which may be pruned.
    public Builder context(String text) {
      ahead.add(new Part.Context(text.isEmpty() || text.endsWith("\n") ? text : text + "\n"));
      return this;
    }

    /// How every question is answered.
    public Builder options(AskOptions value) {
      options = value;
      return this;
    }

    /// Looks at the images.
    ///
    /// @throws ClosedException if the model is closed
    public Chat start() {
      return new Chat(this);
    }
  }
}
