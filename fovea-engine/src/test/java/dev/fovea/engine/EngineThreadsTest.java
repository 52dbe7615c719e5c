package dev.fovea.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.answer.Answer;
import dev.fovea.engine.answer.GenerationOptions;
import dev.fovea.engine.error.ClosedException;
import dev.fovea.engine.internal.tensor.Libtorch;
import dev.fovea.engine.observe.PrefillObserver;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.observe.Sequence;
import dev.fovea.engine.prompt.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Several engines, several threads.
class EngineThreadsTest {
  private static final Prompt PROMPT = Fixtures.prompt("llava", "one_image");
  private static final List<Integer> ANSWER = List.of(258, 327, 187, 62);

  /// More than one where the machine has more than one processor.
  private static final int TWO = Math.min(2, Runtime.getRuntime().availableProcessors());

  private static Engine engine(int threads) {
    return Engine.load(Fixtures.folder("llava"), new EngineOptions("float32", "cpu", threads));
  }

  /// Threads of operators as seen from inside a reading and an answer.
  private static List<Integer> inside(Engine engine) {
    List<Integer> seen = new ArrayList<>();
    try (PreparedPrompt prompt = engine.prepare(PROMPT);
        Sequence sequence = engine.prefill(prompt, layer -> seen.add(Libtorch.threads()), 2)) {
      engine.generate(sequence, GenerationOptions.greedy(2), piece -> seen.add(Libtorch.threads()));
    }
    return seen.stream().distinct().toList();
  }

  private static <T> T elsewhere(Callable<T> work) throws Exception {
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      return thread.submit(work).get();
    }
  }

  @Test
  void everyEngineKeepsItsThreadsWhateverOtherEnginesAreLoadedAndClosed() throws Exception {
    int before = Libtorch.threads();
    int beforeElsewhere = elsewhere(Libtorch::threads);
    try (Engine two = engine(TWO)) {
      assertThat(inside(two)).containsExactly(TWO);
      try (Engine one = engine(1)) {
        assertThat(inside(two)).containsExactly(TWO);
        assertThat(inside(one)).containsExactly(1);
        assertThat(elsewhere(() -> inside(two))).containsExactly(TWO);
        assertThat(elsewhere(() -> inside(one))).containsExactly(1);
      }
      assertThat(inside(two)).containsExactly(TWO);
      assertThat(elsewhere(() -> inside(two))).containsExactly(TWO);
    }
    assertThat(Libtorch.threads()).isEqualTo(before);
    assertThat(elsewhere(Libtorch::threads)).isEqualTo(beforeElsewhere);
  }

  @Test
  void anEngineThatIsAskedInsideAnotherOnesReadingLeavesItsThreadsAlone() {
    List<Integer> seen = new ArrayList<>();
    try (Engine two = engine(TWO);
        Engine one = engine(1);
        PreparedPrompt prompt = two.prepare(PROMPT)) {
      two.observe(
          prompt,
          layer -> {
            seen.addAll(inside(one));
            seen.add(Libtorch.threads());
          },
          2);
    }
    assertThat(seen).containsExactly(1, TWO, 1, TWO);
  }

  @Test
  void moreThreadsThanProcessorsAreNotUsed() {
    try (Engine engine = engine(10_000)) {
      assertThat(inside(engine)).containsExactly(Runtime.getRuntime().availableProcessors());
      assertThat(engine.ask(PROMPT, GenerationOptions.greedy(4)).tokens()).isEqualTo(ANSWER);
    }
  }

  @Test
  void callsFromManyThreadsGetWhatTheyWouldGetAlone() throws Exception {
    List<String> cases = Fixtures.cases("llava");
    try (Engine engine = engine(1);
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Callable<List<Integer>>> calls =
          IntStream.range(0, 64)
              .mapToObj(i -> Fixtures.prompt("llava", cases.get(i % cases.size())))
              .<Callable<List<Integer>>>map(
                  prompt -> () -> engine.ask(prompt, GenerationOptions.greedy(12)).tokens())
              .toList();
      List<Future<List<Integer>>> answers = threads.invokeAll(calls);
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).get())
            .isEqualTo(
                Fixtures.recorded("llava", cases.get(i % cases.size()))
                    .object("generation")
                    .integers("ids"));
      }
    }
  }

  @Test
  void virtualThreadsMayCallToo() throws Exception {
    try (Engine engine = engine(1);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<List<Integer>> call = () -> engine.ask(PROMPT, GenerationOptions.greedy(4)).tokens();
      for (Future<List<Integer>> answer :
          threads.invokeAll(IntStream.range(0, 32).mapToObj(_ -> call).toList())) {
        assertThat(answer.get()).isEqualTo(ANSWER);
      }
    }
  }

  /// A caller in the midst of a call does not keep others waiting, whatever its callbacks wait for.
  @Test
  void callbacksMayWaitForOthersWhoUseTheEngine() throws Exception {
    try (Engine engine = engine(1);
        PreparedPrompt prompt = engine.prepare(PROMPT)) {
      Callable<List<Integer>> ask = () -> engine.ask(PROMPT, GenerationOptions.greedy(4)).tokens();
      List<List<Integer>> asked = new ArrayList<>();
      PrefillObserver asking =
          layer -> {
            try {
              asked.add(elsewhere(ask));
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          };
      try (Sequence sequence = engine.prefill(prompt, asking, 4)) {
        Answer answer =
            engine.generate(
                sequence,
                GenerationOptions.greedy(4),
                piece -> {
                  try {
                    return asked.add(elsewhere(ask));
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                });
        assertThat(answer.tokens()).isEqualTo(ANSWER);
      }
      assertThat(asked).hasSizeGreaterThan(4).allSatisfy(it -> assertThat(it).isEqualTo(ANSWER));
    }
  }

  @Test
  void closingEndsAReadingBeforeItsNextLayerAndAnAnswerBeforeItsNextToken() throws Exception {
    for (boolean reading : new boolean[] {true, false}) {
      CountDownLatch midway = new CountDownLatch(1);
      CountDownLatch closed = new CountDownLatch(1);
      List<Object> seen = new ArrayList<>();
      Engine engine = engine(1);
      try (ExecutorService other = Executors.newSingleThreadExecutor()) {
        Future<Answer> running =
            other.submit(() -> {
              try (PreparedPrompt prompt = engine.prepare(PROMPT);
                  Sequence sequence =
                      engine.prefill(
                          prompt,
                          layer -> pause(reading, seen, layer.index(), midway, closed),
                          9)) {
                return engine.generate(
                    sequence,
                    GenerationOptions.greedy(9),
                    piece -> pause(!reading, seen, piece, midway, closed));
              }
            });
        midway.await();
        engine.close(); // returns although the other is in the midst of its call
        closed.countDown();

        assertThatThrownBy(running::get)
            .cause()
            .isExactlyInstanceOf(ClosedException.class)
            .hasMessage("the engine is closed");
        assertThat(seen).hasSize(1);
      }
    }
  }

  private static boolean pause(
      boolean here, List<Object> seen, Object what, CountDownLatch midway, CountDownLatch closed) {
    if (here) {
      seen.add(what);
      midway.countDown();
      try {
        closed.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return true;
  }
}
