package dev.fovea.engine.internal.generate;

import dev.fovea.engine.answer.GenerationOptions;
import dev.fovea.engine.answer.Sampling;
import dev.fovea.engine.answer.TokenRules;
import java.util.ArrayList;
import java.util.List;

/// Changes the logits of the next token before it is chosen. A token that must not come gets
/// negative infinity.
///
/// Each is one of transformers' logits processors, in its arithmetic: float32, and where one
/// compares probabilities with a threshold, those in float64.
@FunctionalInterface
interface LogitsProcessor {

  /// @param history what stands before the next token
  /// @param logits one per vocabulary row; overwritten
  void process(TokenHistory history, float[] logits);

  /// All that the options ask for, in the order in which transformers applies them.
  ///
  /// @param options with the end tokens filled in
  static List<LogitsProcessor> of(GenerationOptions options) {
    List<LogitsProcessor> all = new ArrayList<>();
    addRules(all, options.rules(), options.endTokens(), options.maxTokens());
    if (!options.sampling().greedy()) {
      addCuts(all, options.sampling());
    }
    return all;
  }

  private static void addRules(
      List<LogitsProcessor> all, TokenRules rules, List<Integer> ends, int maxTokens) {
    if (!rules.sequenceBias().isEmpty()) {
      all.add(SequenceBiases.of("sequence bias", rules.sequenceBias()));
    }
    if (rules.promptRepetitionPenalty() != 1) {
      all.add(Repetition.inPrompt((float) (1 / rules.promptRepetitionPenalty())));
    }
    if (rules.repetitionPenalty() != 1) {
      all.add(Repetition.anywhere((float) rules.repetitionPenalty()));
    }
    if (rules.noRepeatNgram() > 0) {
      all.add(Ngrams.ofAll(rules.noRepeatNgram()));
    }
    if (rules.noRepeatPromptNgram() > 0) {
      all.add(Ngrams.ofPrompt(rules.noRepeatPromptNgram()));
    }
    if (!rules.badWords().isEmpty()) {
      all.add(SequenceBiases.never(rules.badWords(), ends));
    }
    if (rules.minLength() > 0) {
      all.add(TokenBans.where(history -> history.size() < rules.minLength(), ends));
    }
    if (rules.minNewTokens() > 0) {
      all.add(TokenBans.where(history -> history.generated() < rules.minNewTokens(), ends));
    }
    if (!rules.forcedEnd().isEmpty()) {
      all.add(EndRules.forced(maxTokens, rules.forcedEnd()));
    }
    if (rules.replacesInvalid()) {
      all.add(EndRules::replaceInvalid);
    }
    rules.endGrowth().ifPresent(growth -> all.add(EndRules.growing(growth, ends)));
    if (!rules.suppressed().isEmpty()) {
      all.add(TokenBans.where(history -> true, rules.suppressed()));
    }
    if (!rules.suppressedFirst().isEmpty()) {
      all.add(TokenBans.where(history -> history.generated() == 0, rules.suppressedFirst()));
    }
  }

  private static void addCuts(List<LogitsProcessor> all, Sampling sampling) {
    if (sampling.temperature() != 1) {
      all.add(Cuts.temperature(sampling.temperature()));
    }
    if (sampling.topH() > 0) {
      all.add(Cuts.topH(sampling.topH()));
    }
    if (sampling.topK() > 0) {
      all.add(Cuts.topK(sampling.topK()));
    }
    if (sampling.topP() < 1) {
      all.add(Cuts.topP(sampling.topP()));
    }
    if (sampling.minP() > 0) {
      all.add(Cuts.minP(sampling.minP()));
    }
    if (sampling.typicalP() < 1) {
      all.add(Cuts.typical(sampling.typicalP()));
    }
    if (sampling.epsilonCutoff() > 0) {
      all.add(Cuts.epsilon(sampling.epsilonCutoff()));
    }
    if (sampling.etaCutoff() > 0) {
      all.add(Cuts.eta(sampling.etaCutoff()));
    }
  }
}
