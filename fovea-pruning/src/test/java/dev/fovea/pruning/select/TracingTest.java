package dev.fovea.pruning.select;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.TokenRole;
import dev.fovea.pruning.LayerRange;
import dev.fovea.pruning.PolicySettings;
import dev.fovea.pruning.PruningPolicy;
import dev.fovea.pruning.PruningTrace;
import dev.fovea.pruning.score.ScoreFolding;
import dev.fovea.pruning.score.TokenScores;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TracingTest {

  private static final PromptLayout LAYOUT =
      new Layouts()
          .add(TokenRole.SPECIAL, -1, "<s>")
          .add(TokenRole.VISUAL, 0, "", "")
          .add(TokenRole.CONTEXT, 0, "The", " red", "\nboat", " has", " salt", " and", " rope")
          .add(TokenRole.QUESTION, 0, " Where", "?")
          .build();

  @Test
  void aTraceSaysWhatWentAndWhichLayerAndHeadDecided() {
    PruningTrace trace = trace("rate=0.5");

    assertThat(trace.counts()).isEqualTo(new PruningTrace.Counts(12, 2, 10, 7, 3, 9));
    assertThat(trace.droppedSample()).isEqualTo("… red boat … salt …");
    assertThat(trace.fallback()).isEmpty();
    assertThat(trace.tokens().get(5))
        .isEqualTo(
            new PruningTrace.TokenTrace(5, TokenRole.CONTEXT, "\nboat", 0.25f, 1, 2, 1, false));
    assertThat(trace.tokens().get(0).rank()).isEqualTo(-1);
    assertThat(trace.tokens().get(0).kept()).isTrue();
    assertThat(trace.settings()).containsEntry("rate", 0.5).containsEntry("heads", "max");
  }

  @Test
  void aTraceIsAMapThatAJsonWriterTakes() {
    JsonMapper json = new JsonMapper();
    JsonNode read = json.readTree(json.writeValueAsString(trace("rate=0.5").toMap()));

    assertThat(read.get("settings").get("rate").asDouble()).isEqualTo(0.5);
    assertThat(read.get("layers").toString()).isEqualTo("[2,3]");
    assertThat(read.get("counts").toString())
        .isEqualTo(
            "{\"prompt\":12,\"visual\":2,\"text\":10,\"prunable\":7,\"pruned\":3,\"kept\":9}");
    assertThat(read.get("tokens")).hasSize(12);
    assertThat(read.get("tokens").get(7).toString())
        .isEqualTo(
            "{\"position\":7,\"role\":\"context\",\"characters\":\" salt\",\"score\":0.375,"
                + "\"rank\":2,\"layer\":2,\"head\":0,\"kept\":false}");
    assertThat(read.has("fallback")).isFalse();
  }

  @Test
  void theReasonIsInTheTraceWhereNothingWasPruned() {
    Map<String, Object> map = trace("min-text=100").toMap();

    assertThat(map)
        .containsEntry(
            "fallback", "Nothing was pruned: 7 prunable tokens are fewer than min-text=100.")
        .containsEntry("dropped_sample", "");
  }

  @Test
  void theSampleOfALongTextIsCutAtACharacter() {
    Layouts layouts = new Layouts();
    for (int i = 0; i < 300; i++) {
      layouts.add(TokenRole.CONTEXT, 0, "🦊");
    }
    PromptLayout layout = layouts.build();
    PruningPolicy policy = PruningPolicy.preset("recency").withRate(1);
    TokenScores scores = TokenScores.of(new double[300]);
    PruningTrace trace =
        Tracing.trace(
            policy, layout, Optional.empty(), scores, Selector.select(policy, layout, scores));

    assertThat(trace.droppedSample()).startsWith("… 🦊🦊").endsWith("🦊…");
    assertThat(trace.droppedSample().length()).isBetween(155, 161);
    assertThat(trace.tokens()).allMatch(token -> token.layer() == TokenScores.UNDECIDED);
  }

  private static PruningTrace trace(String... settings) {
    PruningPolicy policy =
        PolicySettings.apply(
            PolicySettings.apply(PruningPolicy.preset("paper"), List.of("protect-last=2")),
            List.of(settings));
    ScoreFolding folding = new ScoreFolding(policy, LAYOUT.size());
    float[][] received = {
      {9, 2, 2, 1, 0.125f, 0, 1, 0.375f, 2, 3, 4, 1}, {8, 3, 3, 0, 0, 0.25f, 2, 0, 1, 1, 1, 1}
    };
    folding.add(2, received, new int[0]);
    TokenScores scores = folding.result();
    return Tracing.trace(
        policy,
        LAYOUT,
        Optional.of(new LayerRange.Resolved(2, 3)),
        scores,
        Selector.select(policy, LAYOUT, scores));
  }
}
