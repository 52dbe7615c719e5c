package dev.fovea.train.recipe;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.text.Tokenizer;
import dev.fovea.scenes.language.QuestionKind;
import dev.fovea.scenes.scene.Color;
import dev.fovea.scenes.scene.Scene;
import dev.fovea.scenes.scene.SceneLabels;
import dev.fovea.scenes.scene.SceneObject;
import dev.fovea.scenes.scene.Shape;
import dev.fovea.scenes.scene.Size;
import dev.fovea.train.learn.Batch.Naming;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// The words that name what is seen at each patch of a scene: whether there is a shape, which, its
/// colour and size, the row and column of the patch, and the number of shapes on the whole picture.
final class SceneWords {
  private final int patch;
  private final int side;
  private final int[] grounds;
  private final int[] shapes;
  private final int[] colours;
  private final int[] sizes;
  private final int[] rows;
  private final int[] columns;
  private final int[] numbers;

  /// @param patch pixels of a patch's side
  /// @throws FoveaException if the tokenizer cannot tell the words apart by their first tokens
  SceneWords(Tokenizer tokenizer, int patch) {
    this.patch = patch;
    side = Scene.SIDE / patch;
    grounds = ids(tokenizer, List.of("picture", "shape"));
    shapes = ids(tokenizer, Arrays.stream(Shape.values()).map(Shape::word).toList());
    colours = ids(tokenizer, Arrays.stream(Color.values()).map(Color::word).toList());
    sizes = ids(tokenizer, Arrays.stream(Size.values()).map(Size::word).toList());
    rows = ids(tokenizer, List.of("top", "middle", "bottom"));
    columns = ids(tokenizer, List.of("left", "middle", "right"));
    numbers = ids(tokenizer, QuestionKind.COUNT.answers());
  }

  private static int[] ids(Tokenizer tokenizer, List<String> words) {
    int[] ids =
        words.stream().mapToInt(word -> tokenizer.encode(" " + word, false).ids()[0]).toArray();
    if (IntStream.of(ids).distinct().count() < ids.length) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "the tokenizer begins two of %s with the same token; expected a larger vocab_size",
              String.join(", ", words)));
    }
    return ids;
  }

  /// What the patches of some scenes show, in reading order, scene by scene.
  List<Naming> namings(List<Scene> scenes) {
    int patches = side * side;
    int[][] words = {grounds, shapes, colours, sizes, rows, columns, numbers};
    int[][] chosen = new int[words.length][scenes.size() * patches];
    Arrays.stream(chosen).forEach(one -> Arrays.fill(one, -1));
    for (int i = 0; i < scenes.size(); i++) {
      Scene scene = scenes.get(i);
      int[] labels = SceneLabels.of(scene, patch);
      for (int j = 0; j < patches; j++) {
        int at = i * patches + j;
        chosen[0][at] = labels[j] >= 0 ? 1 : 0;
        chosen[4][at] = j / side * 3 / side;
        chosen[5][at] = j % side * 3 / side;
        chosen[6][at] = scene.objects().size() - 1;
        if (labels[j] >= 0) {
          SceneObject object = scene.objects().get(labels[j]);
          chosen[1][at] = object.shape().ordinal();
          chosen[2][at] = object.colour().ordinal();
          chosen[3][at] = object.size().ordinal();
        }
      }
    }
    List<Naming> namings = new ArrayList<>();
    for (int i = 0; i < words.length; i++) {
      namings.add(new Naming(words[i], chosen[i]));
    }
    return namings;
  }
}
