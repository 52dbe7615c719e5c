package dev.fovea.insight.page.chart;

import dev.fovea.engine.image.ImageArea;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Visual tokens of one picture that show parts of about the same size which do not overlap: a
/// model that cuts a picture into tiles and also sees it whole has two scales.
///
/// @param tokens their ordinals among the picture's visual tokens, in the order of reading: from
///   the top, from the left
public record Scale(List<Integer> tokens) {
  /// Tiles at an edge may be cut smaller than the others.
  private static final double ABOUT_THE_SAME = 1.6;

  /// Shares of a picture below which borders count as touching.
  private static final double TOUCHING = 1e-6;

  public Scale {
    tokens = List.copyOf(tokens);
  }

  /// The scales of a picture, the coarsest first; tokens that show no part of it are in none.
  public static List<Scale> of(List<ImageArea> areas) {
    List<List<Integer>> scales = new ArrayList<>();
    for (int token = 0; token < areas.size(); token++) {
      if (!inPicture(areas.get(token)).isEmpty()) {
        scaleFor(token, areas, scales).add(token);
      }
    }
    return scales.stream()
        .map(tokens -> new Scale(tokens.stream().sorted(reading(areas)).toList()))
        .sorted(
            Comparator.comparingDouble((Scale scale) -> size(areas.get(scale.tokens().getFirst())))
                .reversed())
        .toList();
  }

  private static Comparator<Integer> reading(List<ImageArea> areas) {
    return Comparator.comparingLong(
            (Integer token) -> Math.round(areas.get(token).top() / TOUCHING))
        .thenComparingDouble(token -> areas.get(token).left());
  }

  private static List<Integer> scaleFor(
      int token, List<ImageArea> areas, List<List<Integer>> scales) {
    ImageArea area = areas.get(token);
    for (List<Integer> scale : scales) {
      double ratio = size(area) / size(areas.get(scale.getFirst()));
      if (ratio < ABOUT_THE_SAME
          && ratio > 1 / ABOUT_THE_SAME
          && scale.stream().noneMatch(other -> overlap(area, areas.get(other)) > 0)) {
        return scale;
      }
    }
    List<Integer> scale = new ArrayList<>();
    scales.add(scale);
    return scale;
  }

  /// The part of an area that lies on the picture; empty where none does.
  public static ImageArea inPicture(ImageArea area) {
    double left = Math.clamp(area.left(), 0, 1);
    double top = Math.clamp(area.top(), 0, 1);
    double right = Math.clamp(area.right(), 0, 1);
    double bottom = Math.clamp(area.bottom(), 0, 1);
    return right - left > TOUCHING && bottom - top > TOUCHING
        ? new ImageArea(left, top, right, bottom)
        : ImageArea.NONE;
  }

  /// Shares of the picture.
  public static double size(ImageArea area) {
    return (area.right() - area.left()) * (area.bottom() - area.top());
  }

  /// Shares of the picture that two areas have in common; 0 where they only touch.
  public static double overlap(ImageArea one, ImageArea other) {
    double wide = Math.min(one.right(), other.right()) - Math.max(one.left(), other.left());
    double high = Math.min(one.bottom(), other.bottom()) - Math.max(one.top(), other.top());
    return wide > TOUCHING && high > TOUCHING ? wide * high : 0;
  }
}
