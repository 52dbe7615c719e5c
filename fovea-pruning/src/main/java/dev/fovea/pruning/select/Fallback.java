package dev.fovea.pruning.select;

import dev.fovea.pruning.PruningTarget;
import java.util.Locale;

/// Why nothing was pruned. It overrules every budget, that of `tokens` too.
public sealed interface Fallback {

  /// Every token is protected, or there is none of the kind that may go.
  record NothingPrunable(PruningTarget what) implements Fallback {}

  /// The context is shorter than the policy's minimum.
  record TextTooShort(int prunable, int minimum) implements Fallback {}

  /// The budget is smaller than the first unit that would go.
  record BudgetDropsNothing(String budget, int prunable, String unit) implements Fallback {}

  /// The scores do not tell the tokens apart.
  record FlatScores(int prunable, double score) implements Fallback {}

  /// Nobody asked for pruning.
  record SwitchedOff() implements Fallback {}

  /// One sentence for a person.
  default String reason() {
    return switch (this) {
      case SwitchedOff() -> "Nothing was pruned: pruning is off.";
      case NothingPrunable(PruningTarget what) ->
          String.format(
              Locale.ROOT,
              "Nothing was pruned: the prompt has no %s that may go.",
              switch (what) {
                case TEXT -> "context text";
                case VISUAL -> "visual token";
                case ANY -> "context text or visual token";
              });
      case TextTooShort(int prunable, int minimum) ->
          String.format(
              Locale.ROOT,
              "Nothing was pruned: %d prunable tokens are fewer than min-text=%d.",
              prunable,
              minimum);
      case BudgetDropsNothing(String budget, int prunable, String unit) ->
          String.format(
              Locale.ROOT,
              "Nothing was pruned: %s and unit=%s let none of the %d prunable tokens go.",
              budget,
              unit,
              prunable);
      case FlatScores(int prunable, double score) ->
          String.format(
              Locale.ROOT,
              "Nothing was pruned: all %d prunable tokens score %.6g, so there is no order among them; flat=drop drops the later ones.",
              prunable,
              score);
    };
  }
}
