package dev.fovea.lab;

import dev.fovea.engine.Engine;
import dev.fovea.engine.answer.Answer;
import dev.fovea.engine.answer.AnswerListener;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.observe.PrefillObserver;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.observe.Sequence;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.TokenRole;
import dev.fovea.insight.reading.LogProbabilities;
import dev.fovea.insight.reading.PrunedReading;
import dev.fovea.pruning.Budget;
import dev.fovea.pruning.Names;
import dev.fovea.pruning.PruningPolicy;
import dev.fovea.pruning.PruningTrace;
import dev.fovea.pruning.Scorer;
import dev.fovea.scenes.dialogue.EvaluationSamples;
import dev.fovea.scenes.dialogue.Question;
import dev.fovea.scenes.dialogue.Sample;
import dev.fovea.scenes.scene.SceneObject;
import dev.fovea.scenes.scene.ScenePainter;
import dev.fovea.scenes.scene.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// Measures one sample at one length under all conditions.
final class SampleRun {
  /// Answers have one or two words; whoever says more than this is wrong.
  private static final int ANSWER_TOKENS = 6;

  private static final byte GREY = (byte) 128;

  private final Engine engine;
  private final StudySettings settings;
  private final int index;
  private final int length;
  private final Sample sample;
  private final Question question;
  private final Optional<EvaluationSamples.Planted> planted;
  private final List<StudyLine> lines = new ArrayList<>();

  /// @param sample whose last request is a question about its picture
  SampleRun(Engine engine, StudySettings settings, int index, int length, Sample sample) {
    this.engine = engine;
    this.settings = settings;
    this.index = index;
    this.length = length;
    this.sample = sample;
    if (!(sample.exchanges().getLast().request() instanceof Question asked)) {
      throw new IllegalArgumentException("expected a question about the picture at the end");
    }
    question = asked;
    planted = EvaluationSamples.planted(sample);
  }

  /// What the model makes of a prompt.
  ///
  /// @param first logarithms of the first token's probabilities
  /// @param trace of the pruning, if there was any
  private record Reading(
      String answer,
      double[] first,
      double visualShare,
      PromptLayout layout,
      Optional<PruningTrace> trace,
      double seconds) {

    double divergence(Reading other) {
      return LogProbabilities.divergence(first, other.first);
    }
  }

  /// The lines of this sample and length, in the order of the conditions.
  List<StudyLine> measure() {
    Optional<PruningPolicy> whole = Optional.empty();
    Optional<PruningPolicy> policy = Optional.of(settings.policy());
    RgbImage picture = ScenePainter.paint(sample.scene());
    Reading seen;
    Reading seenPruned;
    try (PreparedPrompt prompt = engine.prepare(SamplePrompt.of(sample, picture))) {
      seen = read(prompt, whole);
      seenPruned = read(prompt, policy);
      add(Condition.NONE, seen);
      add(Condition.PRUNED, seenPruned);
      add(Condition.RANDOM, read(prompt, Optional.of(blind(seenPruned))));
    }
    try (PreparedPrompt prompt = engine.prepare(SamplePrompt.of(sample, grey(picture)))) {
      Reading blank = read(prompt, whole);
      Reading blankPruned = read(prompt, policy);
      add(Condition.BLANK, blank, Optional.of(seen.divergence(blank)));
      add(Condition.BLANK_PRUNED, blankPruned, Optional.of(seenPruned.divergence(blankPruned)));
    }
    if (planted.isPresent()) {
      Prompt misleading = SamplePrompt.of(planted.get().sample(), picture);
      try (PreparedPrompt prompt = engine.prepare(misleading)) {
        add(Condition.PLANTED, read(prompt, whole));
        add(Condition.PLANTED_PRUNED, read(prompt, policy));
      }
    }
    return lines;
  }

  /// @param policy what to prune; empty reads the whole prompt
  private Reading read(PreparedPrompt prompt, Optional<PruningPolicy> policy) {
    long start = System.nanoTime();
    VisualAttention attention = new VisualAttention();
    Optional<PrunedReading> pruned = policy.map(chosen -> PrunedReading.of(engine, prompt, chosen));
    try (Sequence sequence =
        pruned.isPresent()
            ? pruned.get().read(prompt, attention, this::prefill)
            : prefill(prompt, attention)) {
      double[] first = LogProbabilities.of(sequence.logits());
      Answer answer =
          engine.generate(sequence, engine.defaults().greedy(ANSWER_TOKENS), AnswerListener.SILENT);
      return new Reading(
          answer.text().strip(),
          first,
          attention.share(),
          prompt.layout(),
          pruned.map(reading -> reading.run().trace()),
          (System.nanoTime() - start) / 1e9);
    }
  }

  private Sequence prefill(PreparedPrompt prompt, PrefillObserver observer) {
    return engine.prefill(prompt, observer, ANSWER_TOKENS);
  }

  /// The policy with random scores, which drops as many tokens as the policy did.
  private PruningPolicy blind(Reading pruned) {
    PruningTrace.Counts counts = pruned.trace().orElseThrow().counts();
    // Neighbouring seeds of the random scores would give similar ones.
    long seed = new SplittableRandom(settings.seed() + 1_000_003L * index + length).nextLong();
    return settings.policy().toBuilder()
        .scorer(Scorer.RANDOM)
        .seed(seed)
        .budget(new Budget.Tokens(counts.prunable() - counts.pruned()))
        .build();
  }

  private static RgbImage grey(RgbImage picture) {
    byte[] pixels = new byte[picture.rgb().length];
    Arrays.fill(pixels, GREY);
    return new RgbImage(picture.width(), picture.height(), pixels);
  }

  private void add(Condition condition, Reading reading) {
    add(condition, reading, Optional.empty());
  }

  private void add(Condition condition, Reading reading, Optional<Double> divergence) {
    List<SceneObject> objects = sample.scene().objects();
    Optional<Size> size =
        question.subject() < 0
            ? Optional.empty()
            : Optional.of(objects.get(question.subject()).size());
    int visual = reading.layout().positions(TokenRole.VISUAL).length;
    lines.add(
        new StudyLine(
            settings.model(),
            settings.seed(),
            settings.pruning(),
            index,
            length,
            condition,
            Names.of(question.kind()),
            question.kind().needsText(),
            objects.size(),
            size.map(Size::word),
            question.answer(),
            planted.map(EvaluationSamples.Planted::suggested),
            reading.answer(),
            reading.answer().equals(question.answer()),
            reading.visualShare(),
            divergence,
            visual,
            reading.layout().size() - visual,
            reading.layout().positions(TokenRole.CONTEXT).length,
            reading.trace().map(trace -> trace.counts().pruned()).orElse(0),
            reading.seconds()));
  }
}
