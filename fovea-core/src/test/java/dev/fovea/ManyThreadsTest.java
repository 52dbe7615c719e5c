package dev.fovea;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.error.ClosedException;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.pruning.execute.PrunedAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// One model, asked by several threads in every way at once.
class ManyThreadsTest {
  private static final int THREADS = 4;
  private static final List<AskOptions> OPTIONS =
      List.of(Models.tokens(3, Pruning.off()), Models.tokens(3, Pruning.rate(0.4)));
  private static final Prompt PROMPT = Models.aboutTheBook("Which boat came late?");

  @Test
  void allGetWhatTheyWouldGetAlone() throws InterruptedException, ExecutionException {
    try (Fovea fovea = Models.load("llava")) {
      assertThat(together(fovea, expected(fovea), 25, Integer.MAX_VALUE)).isEqualTo(THREADS * 25);
    }
  }

  @Test
  void closingEndsTheOthersWithOneException() throws InterruptedException, ExecutionException {
    Fovea fovea = Models.load("llava");

    int answered = together(fovea, expected(fovea), 25, 40);

    assertThat(answered).isBetween(40, THREADS * 25 - 1);
    Models.awaitNoThreads();
  }

  private static List<List<Integer>> expected(Fovea fovea) {
    return OPTIONS.stream().map(options -> fovea.ask(PROMPT, options).answer().tokens()).toList();
  }

  /// @param closeAfter so many answers
  /// @return right answers; any other ends the test
  private static int together(Fovea fovea, List<List<Integer>> expected, int calls, int closeAfter)
      throws InterruptedException, ExecutionException {
    AtomicInteger answered = new AtomicInteger();
    try (ExecutorService executor = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> threads = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        int from = thread;
        threads.add(
            executor.submit(() -> {
              for (int call = from; call < from + calls; call++) {
                int which = call % OPTIONS.size();
                try {
                  PrunedAnswer answer = ask(fovea, call, OPTIONS.get(which));
                  assertThat(answer.answer().tokens()).isEqualTo(expected.get(which));
                } catch (ClosedException | CancellationException e) {
                  return;
                }
                if (answered.incrementAndGet() == closeAfter) {
                  fovea.close();
                }
              }
            }));
      }
      for (Future<?> thread : threads) {
        thread.get();
      }
    }
    return answered.get();
  }

  private static PrunedAnswer ask(Fovea fovea, int call, AskOptions options) {
    return switch (call % 3) {
      case 0 -> fovea.ask(PROMPT, options);
      case 1 -> {
        try (AnswerStream abandoned = fovea.stream(PROMPT, options);
            AnswerStream stream = fovea.stream(PROMPT, options)) {
          abandoned.close();
          yield stream.answer();
        }
      }
      default -> {
        try {
          yield fovea.askAsync(PROMPT, options).join();
        } catch (CompletionException e) {
          throw e.getCause() instanceof ClosedException closed ? closed : e;
        }
      }
    };
  }
}
