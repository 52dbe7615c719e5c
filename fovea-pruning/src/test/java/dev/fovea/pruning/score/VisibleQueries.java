package dev.fovea.pruning.score;

/// How many of a set of queries may see each position, for [ScoreFolding#add].
final class VisibleQueries {

  private VisibleQueries() {}

  /// Under a causal mask: the number of queries at or after the position.
  ///
  /// @param queries positions of the queries, each once
  static int[] causal(int[] queries, int positions) {
    return sliding(queries, positions, positions);
  }

  /// Under a causal mask with a sliding window: query i sees positions `i - window + 1` to `i`.
  static int[] sliding(int[] queries, int positions, int window) {
    int[] queriesBefore = new int[positions + 1];
    for (int query : queries) {
      queriesBefore[query + 1]++;
    }
    for (int i = 0; i < positions; i++) {
      queriesBefore[i + 1] += queriesBefore[i];
    }
    int[] visible = new int[positions];
    for (int j = 0; j < positions; j++) {
      visible[j] = queriesBefore[Math.min(positions, j + window)] - queriesBefore[j];
    }
    return visible;
  }
}
