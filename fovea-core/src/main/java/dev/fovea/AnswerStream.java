package dev.fovea;

import dev.fovea.engine.answer.AnswerListener;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.pruning.execute.PrunedAnswer;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// An answer piece by piece, while it is being generated in a thread of its own.
///
/// ```java
/// try (AnswerStream answer = fovea.stream(prompt)) {
///   answer.forEach(System.out::print);
/// }
/// ```
///
/// The pieces joined are the text as the model gave it, `answer().answer().text()`, with the blanks
/// around it that [PrunedAnswer#text] leaves out. Closing cancels what is still running and returns
/// when it has ended. It can be gone through once, by one thread at a time; any thread may close
/// it.
public final class AnswerStream implements Iterable<String>, AutoCloseable {

  /// What the generating thread has to say, in order; [End] comes last.
  private sealed interface Event {
    record Piece(String text) implements Event {}

    record End(Outcome outcome) implements Event {}
  }

  private sealed interface Outcome {
    record Answered(PrunedAnswer answer) implements Outcome {}

    record Failed(Throwable failure) implements Outcome {}
  }

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile boolean cancelled;
  private boolean taken;
  private Optional<Outcome> outcome = Optional.empty();

  /// @param ask answers in the calling thread, and tells the listener
  AnswerStream(Function<AnswerListener, PrunedAnswer> ask) {
    thread = thread(() -> run(ask));
    thread.start();
  }

  /// A thread that answers. Native code would pin the carrier of a virtual one.
  static Thread thread(Runnable work) {
    return Thread.ofPlatform().daemon().name("fovea-answer").unstarted(work);
  }

  private void run(Function<AnswerListener, PrunedAnswer> ask) {
    Outcome end;
    try {
      end =
          new Outcome.Answered(
              ask.apply(piece -> {
                events.add(new Event.Piece(piece));
                return !cancelled;
              }));
    } catch (Throwable failure) {
      // Whatever it is belongs to the thread that reads the stream.
      end = new Outcome.Failed(failure);
    }
    events.add(new Event.End(end));
  }

  /// The pieces as they come. What fails in generating is thrown by the iterator.
  ///
  /// @throws IllegalStateException if the pieces were asked for before
  @Override
  public Iterator<String> iterator() {
    if (taken) {
      throw new IllegalStateException("the pieces of an answer can be gone through once");
    }
    taken = true;
    return new Pieces();
  }

  /// The pieces as a stream, which closes this when it is closed.
  public Stream<String> stream() {
    Spliterator<String> pieces =
        Spliterators.spliteratorUnknownSize(iterator(), Spliterator.ORDERED | Spliterator.NONNULL);
    return StreamSupport.stream(pieces, false).onClose(this::close);
  }

  /// The whole answer with what pruning did; waits for it, and takes the pieces that nobody took.
  /// Closed while it was generated, it has come as far as
  /// [dev.fovea.engine.answer.Answer.Finish#CANCELLED] says.
  ///
  /// @throws FoveaException if generating failed
  /// @throws CancellationException if this was closed before the first token, or the waiting thread
  ///   is interrupted, which it stays
  public PrunedAnswer answer() {
    while (outcome.isEmpty()) {
      next();
    }
    return switch (outcome.get()) {
      case Outcome.Answered(PrunedAnswer answer) -> answer;
      case Outcome.Failed(RuntimeException failure) -> throw failure;
      case Outcome.Failed(Error failure) -> throw failure;
      case Outcome.Failed(Throwable failure) ->
          throw new FoveaException(failure.toString(), failure);
    };
  }

  /// The next piece; empty at the end.
  private Optional<String> next() {
    if (outcome.isPresent()) {
      return Optional.empty();
    }
    try {
      return switch (events.take()) {
        case Event.Piece(String text) -> Optional.of(text);
        case Event.End(Outcome end) -> {
          outcome = Optional.of(end);
          yield Optional.empty();
        }
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for the answer");
    }
  }

  /// Cancels what is still running and waits until it has ended. Once is enough.
  @Override
  public void close() {
    cancelled = true;
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Pieces implements Iterator<String> {
    private Optional<String> ahead = Optional.empty();

    @Override
    public boolean hasNext() {
      if (ahead.isEmpty()) {
        ahead = AnswerStream.this.next();
        if (ahead.isEmpty() && !cancelled) {
          answer(); // throws what made the answer fail
        }
      }
      return ahead.isPresent();
    }

    @Override
    public String next() {
      if (!hasNext()) {
        throw new NoSuchElementException("the answer has ended");
      }
      String piece = ahead.orElseThrow();
      ahead = Optional.empty();
      return piece;
    }
  }
}
