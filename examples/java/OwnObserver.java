import dev.fovea.Fovea;
import dev.fovea.engine.Engine;
import dev.fovea.engine.answer.Answer;
import dev.fovea.engine.answer.AnswerListener;
import dev.fovea.engine.observe.Compaction;
import dev.fovea.engine.observe.LayerView;
import dev.fovea.engine.observe.PositionRule;
import dev.fovea.engine.observe.PrefillObserver;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.observe.Sequence;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.TokenRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A pruning method of one's own: an observer that scores rows in one layer, and a compaction that
/// says which of them go on. Nothing of Fovea's own pruning is used.
final class OwnObserver {

  /// Drops the part of the context that the question looks at least in one layer.
  private static final class LeastAskedFor implements PrefillObserver {
    private final int scored;
    private final double share;
    private Optional<Compaction> decision = Optional.empty();

    LeastAskedFor(int scored, double share) {
      this.scored = scored;
      this.share = share;
    }

    @Override
    public boolean wants(int layer) {
      return layer == scored;
    }

    @Override
    public void layer(LayerView view) {
      PromptLayout layout = view.layout();
      float[][] received = view.receivedFrom(layout.positions(TokenRole.QUESTION));
      double[] score = new double[layout.size()];
      for (float[] head : received) {
        for (int row = 0; row < score.length; row++) {
          score[row] += head[row];
        }
      }
      int[] context = layout.positions(TokenRole.CONTEXT);
      Set<Integer> dropped =
          IntStream.of(context)
              .boxed()
              .sorted(Comparator.comparingDouble(row -> score[row]))
              .limit((long) (share * context.length))
              .collect(Collectors.toSet());
      int[] kept =
          IntStream.range(0, layout.size()).filter(row -> !dropped.contains(row)).toArray();
      decision = Optional.of(new Compaction(kept, PositionRule.KEEP));
    }

    @Override
    public Optional<Compaction> after(int layer) {
      return layer == scored ? decision : Optional.empty();
    }
  }

  public static void main(String[] arguments) throws IOException {
    Prompt prompt =
        Prompt.builder()
            .image(Path.of("examples/scene.png"))
            .context(Files.readString(Path.of("examples/notes.txt")))
            .question("Which shape is yellow?")
            .build();
    try (Fovea fovea = Fovea.load("builtin")) {
      Engine engine = fovea.engine();
      try (PreparedPrompt prepared = engine.prepare(prompt);
          Sequence sequence = engine.prefill(prepared, new LeastAskedFor(1, 0.5), 8)) {
        System.out.println(sequence.length() + " of " + prepared.length() + " tokens kept");
        Answer answer =
            engine.generate(sequence, engine.defaults().greedy(8), AnswerListener.SILENT);
        System.out.println(answer.text().strip());
      }
    }
  }
}
