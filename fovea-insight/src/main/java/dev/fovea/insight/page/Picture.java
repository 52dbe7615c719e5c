package dev.fovea.insight.page;

import dev.fovea.engine.Prompt;
import dev.fovea.engine.text.PromptLayout;
import dev.fovea.engine.text.TokenRole;
import dev.fovea.engine.vision.ImageArea;
import dev.fovea.engine.vision.ImageInput;
import dev.fovea.engine.vision.RgbImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// A picture of a prompt and its visual tokens.
///
/// @param name how the prompt calls it, without the folders: a page is shown to others
/// @param pixels as decoded
/// @param positions of its visual tokens in the prompt, ascending
/// @param areas what each of them shows, as [ImageInput#areas()] has them
public record Picture(
    String name, RgbImage pixels, List<Integer> positions, List<ImageArea> areas) {

  public Picture {
    positions = List.copyOf(positions);
    areas = List.copyOf(areas);
    if (positions.size() != areas.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: expected an area for each of %d visual tokens, found %d",
              name,
              positions.size(),
              areas.size()));
    }
  }

  /// All pictures of a prompt, in order.
  ///
  /// @param inputs what the model's family makes of them
  public static List<Picture> of(List<ImageInput> inputs, Prompt prompt, PromptLayout layout) {
    List<Integer> visual = Arrays.stream(layout.positions(TokenRole.VISUAL)).boxed().toList();
    List<Picture> pictures = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < inputs.size(); i++) {
      ImageInput input = inputs.get(i);
      pictures.add(
          new Picture(
              fileName(prompt.images().get(i).name()),
              prompt.images().get(i).pixels(),
              visual.subList(next, next + input.tokens()),
              input.areas()));
      next += input.tokens();
    }
    return pictures;
  }

  private static String fileName(String name) {
    if (name.startsWith("data:")) {
      return "data URL";
    }
    return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  }
}
