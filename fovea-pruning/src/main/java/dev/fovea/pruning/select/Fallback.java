package dev.fovea.pruning.select;

import dev.fovea.pruning.PruningTarget;

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
          "Nothing was pruned: the prompt has no %s that may go."
              .formatted(
                  switch (what) {
                    case TEXT -> "context text";
                    case VISUAL -> "visual token";
                    case ANY -> "context text or visual token";
                  });
      case TextTooShort(int prunable, int minimum) ->
          "Nothing was pruned: %d prunable tokens are fewer than min-text=%d."
              .formatted(prunable, minimum);
      case BudgetDropsNothing(String budget, int prunable, String unit) ->
          "Nothing was pruned: %s and unit=%s let none of the %d prunable tokens go."
              .formatted(budget, unit, prunable);
      case FlatScores(int prunable, double score) ->
          "Nothing was pruned: all %d prunable tokens score %.6g, so there is no order among them; flat=drop drops the later ones."
              .formatted(prunable, score);
    };
  }
}
