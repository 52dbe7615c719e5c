package dev.fovea.engine;

import dev.fovea.engine.answer.Answer;
import dev.fovea.engine.answer.Answer.Finish;
import dev.fovea.engine.answer.GenerationOptions;
import dev.fovea.engine.error.ClosedException;
import dev.fovea.engine.gradient.Saliency;
import dev.fovea.engine.observe.PositionRule;
import dev.fovea.engine.observe.PrefillObserver;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.observe.Sequence;
import dev.fovea.engine.prompt.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/// Threads that do with a few engines whatever can be done, at random: ask, stream, cancel, read
/// and append by hand, interrupt each other, use what others have closed or close just now. Every
/// answer has to be the one of a quiet engine, or an exception that the documentation names.
///
/// A program of its own, as what may go wrong is the end of the process.
public final class Hammer {
  private static final int THREADS = 6;
  private static final int TOKENS = 3;
  private static final List<String> DTYPES = List.of("float32", "bfloat16");
  private static final List<Prompt> PROMPTS =
      List.of(Fixtures.prompt("llava", "text_only"), Fixtures.prompt("llava", "one_image"));

  private final int calls;
  private final List<List<List<Integer>>> quiet = new ArrayList<>();
  private final AtomicReferenceArray<Engine> engines = new AtomicReferenceArray<>(DTYPES.size());
  private final AtomicReferenceArray<Sequence> shared = new AtomicReferenceArray<>(DTYPES.size());
  private final AtomicReferenceArray<Thread> threads = new AtomicReferenceArray<>(THREADS);
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();

  private Hammer(int calls) {
    this.calls = calls;
  }

  /// @param arguments how many calls
  public static void main(String[] arguments) throws InterruptedException {
    Hammer hammer = new Hammer(Integer.parseInt(arguments[0]));
    hammer.answerQuietly();
    hammer.run();
    System.out.printf(
        Locale.ROOT, "%d answered, %d refused%n", hammer.answered.get(), hammer.refused.get());
  }

  private static Engine load(int kind) {
    // More threads than one, where there are processors for them: both ways to share memory.
    return Engine.load(
        Fixtures.folder("llava"), new EngineOptions(DTYPES.get(kind), "cpu", 1 + kind));
  }

  private void answerQuietly() {
    for (int kind = 0; kind < DTYPES.size(); kind++) {
      engines.set(kind, load(kind));
      quiet.add(
          PROMPTS.stream()
              .map(engines.get(kind)::prepare)
              .map(prompt -> readAndAppend(prompt))
              .toList());
    }
  }

  private List<Integer> readAndAppend(PreparedPrompt prompt) {
    int kind = quiet.size();
    try (prompt;
        Sequence sequence = engines.get(kind).prefill(prompt, PrefillObserver.NONE, TOKENS)) {
      return byHand(sequence);
    }
  }

  private void run() throws InterruptedException {
    List<Future<?>> working = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(THREADS)) {
      IntStream.range(0, THREADS).forEach(i -> working.add(executor.submit(() -> work(i))));
    }
    for (Future<?> one : working) {
      try {
        one.get();
      } catch (ExecutionException failure) {
        failure.printStackTrace();
        System.exit(1);
      }
    }
  }

  private void work(int index) {
    threads.set(index, Thread.currentThread());
    Random random = new Random(index);
    while (begun.incrementAndGet() <= calls) {
      int kind = random.nextInt(DTYPES.size());
      int prompt = random.nextInt(PROMPTS.size());
      try {
        call(random, kind, prompt);
      } catch (ClosedException | CancellationException expected) {
        refused.incrementAndGet();
      } catch (Stop expected) {
        answered.incrementAndGet();
      }
      Thread.interrupted();
    }
    threads.set(index, null);
  }

  /// What a callback throws.
  private static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private void call(Random random, int kind, int index) {
    Engine engine = engines.get(kind);
    Prompt prompt = PROMPTS.get(index);
    List<Integer> expected = quiet.get(kind).get(index);
    switch (random.nextInt(48)) {
      case 0 -> {
        engines.set(kind, load(kind));
        engine.close();
        engine.close();
      }
      case 1, 2 -> {
        Thread other = threads.get(random.nextInt(THREADS));
        if (other != null) {
          other.interrupt();
        }
      }
      case 3, 4 -> stopInCallbacks(engine, prompt, random.nextBoolean());
      case 5, 6 -> streamUntilCancelled(engine, prompt, expected);
      case 7, 8, 9 -> share(engine, kind, prompt, random);
      case 10 -> {
        try (PreparedPrompt prepared = engine.prepare(prompt)) {
          Saliency.of(engine.model().text(), prepared, 7);
          answered.incrementAndGet();
        }
      }
      case 11, 12, 13 -> {
        try (PreparedPrompt prepared = engine.prepare(prompt);
            PreparedPrompt all =
                prepared.select(
                    IntStream.range(0, prepared.length()).toArray(), PositionRule.KEEP);
            Sequence sequence =
                engine.prefill(all, layer -> layer.receivedFromAll(), random.nextInt(9))) {
          check(byHand(sequence), expected);
        }
      }
      default -> {
        Answer answer = engine.ask(prompt, options());
        if (answer.finish() == Finish.CANCELLED) {
          check(answer.tokens(), expected.subList(0, answer.tokens().size()));
        } else {
          check(answer.tokens(), expected);
        }
      }
    }
  }

  private static GenerationOptions options() {
    return GenerationOptions.greedy(TOKENS).withEndTokens(List.of(-1));
  }

  private static List<Integer> byHand(Sequence sequence) {
    List<Integer> tokens = new ArrayList<>();
    for (int i = 0; i < TOKENS; i++) {
      float[] logits = sequence.logits();
      int best = 0;
      for (int id = 1; id < logits.length; id++) {
        best = logits[id] > logits[best] ? id : best;
      }
      tokens.add(best);
      sequence.append(best);
    }
    return tokens;
  }

  private static void stopInCallbacks(Engine engine, Prompt prompt, boolean reading) {
    try (PreparedPrompt prepared = engine.prepare(prompt);
        Sequence sequence =
            engine.prefill(
                prepared,
                layer -> {
                  layer.logits(0);
                  if (reading && layer.index() == 2) {
                    throw new Stop();
                  }
                },
                TOKENS)) {
      engine.generate(
          sequence,
          options(),
          piece -> {
            throw new Stop();
          });
    }
  }

  private void streamUntilCancelled(Engine engine, Prompt prompt, List<Integer> expected) {
    try (PreparedPrompt prepared = engine.prepare(prompt);
        Sequence sequence = engine.prefill(prepared, PrefillObserver.NONE, TOKENS)) {
      Answer answer = engine.generate(sequence, options(), piece -> false);
      check(answer.tokens(), expected.subList(0, answer.tokens().size()));
    }
  }

  /// Leaves a sequence for others to use and to close.
  private void share(Engine engine, int kind, Prompt prompt, Random random) {
    Sequence theirs = shared.get(kind);
    if (theirs != null) {
      theirs.append(random.nextInt(300));
      theirs.logits();
      theirs.cacheBytes();
    }
    PreparedPrompt prepared = engine.prepare(prompt);
    Sequence mine = engine.prefill(prepared, PrefillObserver.NONE, random.nextInt(3));
    prepared.close();
    prepared.close();
    Sequence before = shared.getAndSet(kind, mine);
    if (before != null) {
      before.close();
    }
    answered.incrementAndGet();
  }

  private void check(List<Integer> tokens, List<Integer> expected) {
    if (!tokens.equals(expected)) {
      throw new AssertionError(
          String.format(Locale.ROOT, "expected %s, found %s", expected, tokens));
    }
    answered.incrementAndGet();
  }
}
