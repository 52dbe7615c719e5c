package dev.fovea.engine.answer;

import dev.fovea.engine.error.FoveaException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What changes the logits of a token before it is chosen, greedily or by drawing: the rules of
/// transformers' `generation_config.json`, which are applied in its order whatever the order here.
///
/// "The prompt" is what the model still sees: of a pruned prompt the rows that were kept, with one
/// id for every visual token.
///
/// @param repetitionPenalty divides positive and multiplies negative logits of tokens of the prompt
///   and the answer so far (arXiv 1909.05858); 1 for none
/// @param promptRepetitionPenalty multiplies positive and divides negative logits of tokens of the
///   prompt (`encoder_repetition_penalty`); 1 for none
/// @param noRepeatNgram no sequence of so many tokens comes twice in prompt and answer; 0 for off
/// @param noRepeatPromptNgram no sequence of so many tokens of the prompt comes in the answer
///   (`encoder_no_repeat_ngram_size`); 0 for off
/// @param badWords sequences of tokens that are never completed
/// @param sequenceBias what is added to the logit of the last token of a sequence when the others
///   stand before it
/// @param minLength no end token while prompt and answer together have fewer tokens
/// @param minNewTokens no end token while the answer has fewer tokens
/// @param forcedEnd the token at the length limit is one of these; empty for off
/// @param endGrowth makes end tokens likelier as the answer grows
/// @param suppressed tokens that never come
/// @param suppressedFirst tokens that do not come first
/// @param replacesInvalid whether logits that are no number become 0, and infinite ones the largest
///   number
public record TokenRules(
    double repetitionPenalty,
    double promptRepetitionPenalty,
    int noRepeatNgram,
    int noRepeatPromptNgram,
    List<List<Integer>> badWords,
    List<SequenceBias> sequenceBias,
    int minLength,
    int minNewTokens,
    List<Integer> forcedEnd,
    Optional<EndGrowth> endGrowth,
    List<Integer> suppressed,
    List<Integer> suppressedFirst,
    boolean replacesInvalid) {

  /// Nothing changes.
  public static final TokenRules NONE =
      new TokenRules(
          1,
          1,
          0,
          0,
          List.of(),
          List.of(),
          0,
          0,
          List.of(),
          Optional.empty(),
          List.of(),
          List.of(),
          false);

  /// @param tokens ids, one or more; where two have the same ids the later one counts
  /// @param bias what is added
  public record SequenceBias(List<Integer> tokens, double bias) {
    public SequenceBias {
      tokens = sequence("sequence bias", tokens);
    }
  }

  /// Adds `abs(logit) * (pow(factor, n) - 1)` to the end tokens, n the tokens past the start
  /// (`exponential_decay_length_penalty`).
  ///
  /// @param start tokens of the answer before it begins
  public record EndGrowth(int start, double factor) {}

  public TokenRules {
    requirePenalty("repetition penalty", repetitionPenalty);
    requirePenalty("prompt repetition penalty", promptRepetitionPenalty);
    require(noRepeatNgram >= 0, "no-repeat-ngram", "0 (off) or more", noRepeatNgram);
    require(
        noRepeatPromptNgram >= 0,
        "no-repeat-ngram of the prompt",
        "0 (off) or more",
        noRepeatPromptNgram);
    require(minLength >= 0, "min length", "0 or more", minLength);
    require(minNewTokens >= 0, "min tokens", "0 or more", minNewTokens);
    badWords = badWords.stream().map(word -> sequence("bad words", word)).toList();
    sequenceBias = List.copyOf(sequenceBias);
    forcedEnd = List.copyOf(forcedEnd);
    forcedEnd.forEach(id -> require(id >= 0, "forced end token", "an id of 0 or more", id));
    suppressed = List.copyOf(suppressed);
    suppressedFirst = List.copyOf(suppressedFirst);
  }

  private static void requirePenalty(String name, double penalty) {
    require(penalty > 0 && Double.isFinite(penalty), name, "above 0", penalty);
  }

  private static List<Integer> sequence(String name, List<Integer> ids) {
    if (ids.isEmpty() || ids.stream().anyMatch(id -> id < 0)) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: expected token ids of 0 or more, at least one, found %s",
              name,
              ids));
    }
    return List.copyOf(ids);
  }

  private static void require(boolean holds, String name, String expected, Number found) {
    if (!holds) {
      throw new FoveaException(
          String.format(Locale.ROOT, "%s: expected %s, found %s", name, expected, found));
    }
  }

  /// Starts from [#NONE].
  public static Builder builder() {
    return NONE.toBuilder();
  }

  /// Starts from these.
  public Builder toBuilder() {
    return new Builder(this);
  }

  /// Changes some rules and keeps the others.
  public static final class Builder {
    private double repetitionPenalty;
    private double promptRepetitionPenalty;
    private int noRepeatNgram;
    private int noRepeatPromptNgram;
    private List<List<Integer>> badWords;
    private List<SequenceBias> sequenceBias;
    private int minLength;
    private int minNewTokens;
    private List<Integer> forcedEnd;
    private Optional<EndGrowth> endGrowth;
    private List<Integer> suppressed;
    private List<Integer> suppressedFirst;
    private boolean replacesInvalid;

    private Builder(TokenRules from) {
      repetitionPenalty = from.repetitionPenalty;
      promptRepetitionPenalty = from.promptRepetitionPenalty;
      noRepeatNgram = from.noRepeatNgram;
      noRepeatPromptNgram = from.noRepeatPromptNgram;
      badWords = from.badWords;
      sequenceBias = from.sequenceBias;
      minLength = from.minLength;
      minNewTokens = from.minNewTokens;
      forcedEnd = from.forcedEnd;
      endGrowth = from.endGrowth;
      suppressed = from.suppressed;
      suppressedFirst = from.suppressedFirst;
      replacesInvalid = from.replacesInvalid;
    }

    public Builder repetitionPenalty(double value) {
      repetitionPenalty = value;
      return this;
    }

    public Builder promptRepetitionPenalty(double value) {
      promptRepetitionPenalty = value;
      return this;
    }

    public Builder noRepeatNgram(int value) {
      noRepeatNgram = value;
      return this;
    }

    public Builder noRepeatPromptNgram(int value) {
      noRepeatPromptNgram = value;
      return this;
    }

    public Builder badWords(List<List<Integer>> value) {
      badWords = value;
      return this;
    }

    public Builder sequenceBias(List<SequenceBias> value) {
      sequenceBias = value;
      return this;
    }

    public Builder minLength(int value) {
      minLength = value;
      return this;
    }

    public Builder minNewTokens(int value) {
      minNewTokens = value;
      return this;
    }

    public Builder forcedEnd(List<Integer> value) {
      forcedEnd = value;
      return this;
    }

    public Builder endGrowth(EndGrowth value) {
      endGrowth = Optional.of(value);
      return this;
    }

    public Builder suppressed(List<Integer> value) {
      suppressed = value;
      return this;
    }

    public Builder suppressedFirst(List<Integer> value) {
      suppressedFirst = value;
      return this;
    }

    public Builder replacesInvalid(boolean value) {
      replacesInvalid = value;
      return this;
    }

    /// @throws FoveaException that names the first rule out of its range
    public TokenRules build() {
      return new TokenRules(
          repetitionPenalty,
          promptRepetitionPenalty,
          noRepeatNgram,
          noRepeatPromptNgram,
          badWords,
          sequenceBias,
          minLength,
          minNewTokens,
          forcedEnd,
          endGrowth,
          suppressed,
          suppressedFirst,
          replacesInvalid);
    }
  }
}
