package dev.fovea.insight.page.image;

import dev.fovea.engine.image.ImageArea;
import dev.fovea.engine.image.ImageInput;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.TokenRole;
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
public record PageImage(
    String name, RgbImage pixels, List<Integer> positions, List<ImageArea> areas) {

  public PageImage {
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
  public static List<PageImage> of(List<ImageInput> inputs, Prompt prompt, PromptLayout layout) {
    List<Integer> visual = Arrays.stream(layout.positions(TokenRole.VISUAL)).boxed().toList();
    List<PageImage> pictures = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < inputs.size(); i++) {
      ImageInput input = inputs.get(i);
      pictures.add(
          new PageImage(
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
