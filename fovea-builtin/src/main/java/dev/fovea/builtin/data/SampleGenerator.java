package dev.fovea.builtin.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;

/// Draws training samples. Safe for use by many threads if the token counter is.
public final class SampleGenerator {
  private final SampleSettings settings;
  private final ToIntFunction<String> tokens;

  /// @param tokens counts the tokens of a text; [TokenCount#approximate] will do
  public SampleGenerator(SampleSettings settings, ToIntFunction<String> tokens) {
    this.settings = settings;
    this.tokens = tokens;
  }

  /// Draws one sample.
  ///
  /// @param budget of text tokens: of all messages and of the template's words between them,
  ///   without the words before the picture; held but for at most one sentence
  /// @param random usually [SeedStream#random] of the sample's index
  public Sample sample(SampleForm form, int budget, SplittableRandom random) {
    Scene scene = SceneGenerator.scene(random, settings.fewestObjects(), settings.mostObjects());
    List<Exchange> exchanges = new ArrayList<>();
    int used = 0;
    for (int i = 0; i < scene.objects().size() && used < budget; i++) {
      SceneObject object = scene.objects().get(i);
      String text = "In this picture, what colour is the " + object.shape().word() + "?";
      used += tokens.applyAsInt(text) + 8;
      List<Sentence> context =
          form == SampleForm.SHORT
              ? List.of()
              : List.of(new Sentence("Anna walked to the market.", Worth.NEUTRAL));
      exchanges.add(
          new Exchange(
              context,
              new Question(
                  QuestionKind.COLOUR, text, object.colour().word(), Optional.empty(), i)));
    }
    return new Sample(scene, exchanges);
  }
}
