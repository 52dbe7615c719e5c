package dev.fovea.insight.page.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.fovea.engine.image.Grid;
import dev.fovea.engine.image.ImageArea;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.insight.page.image.ImageView;
import dev.fovea.insight.page.image.PageImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScaleTest {
  private static final ImageArea LEFT = new ImageArea(0, 0, 0.5, 1);
  private static final ImageArea RIGHT = new ImageArea(0.5, 0, 1, 1);

  @Test
  void oneGridIsOneScale() {
    assertThat(Scale.of(ImageArea.WHOLE.cells(new Grid(3, 4))))
        .containsExactly(new Scale(IntStream.range(0, 12).boxed().toList()));
  }

  @Test
  void tilesAreReadAcrossTheWholePictureAndApartFromItsCoarseView() {
    List<ImageArea> areas = new ArrayList<>(LEFT.cells(new Grid(2, 2)));
    areas.addAll(RIGHT.cells(new Grid(2, 2)));
    areas.addAll(ImageArea.WHOLE.cells(new Grid(1, 2)));

    assertThat(Scale.of(areas))
        .containsExactly(new Scale(List.of(8, 9)), new Scale(List.of(0, 1, 4, 5, 2, 3, 6, 7)));
  }

  @Test
  void aTileCutSmallerAtTheEdgeBelongsToTheOthers() {
    List<ImageArea> areas = new ArrayList<>(new ImageArea(0, 0, 0.6, 1).cells(new Grid(2, 2)));
    areas.addAll(new ImageArea(0.6, 0, 1, 1).cells(new Grid(2, 2)));

    assertThat(Scale.of(areas))
        .singleElement()
        .satisfies(scale -> assertThat(scale.tokens()).hasSize(8));
  }

  @Test
  void rowEndsAndPaddingBesideThePictureAreInNoScale() {
    List<ImageArea> areas =
        List.of(
            LEFT, RIGHT, ImageArea.NONE, new ImageArea(1, 0, 1.5, 1), new ImageArea(0, -1, 1, 0));

    assertThat(Scale.of(areas)).containsExactly(new Scale(List.of(0, 1)));
  }

  @Test
  void addedUpScalesHoldAllAttentionButThatBesideThePicture() {
    List<ImageArea> areas = new ArrayList<>(new ImageArea(0, -0.5, 1, 1.5).cells(new Grid(4, 3)));
    areas.add(ImageArea.NONE);
    areas.addAll(ImageArea.WHOLE.cells(new Grid(7, 5)));
    double[] attention = new Random(5).doubles(areas.size()).toArray();
    double inPicture = 0;
    for (int token = 0; token < areas.size(); token++) {
      boolean padding = token < 3 || (token >= 9 && token <= 12);
      inPicture += padding ? 0 : attention[token];
    }

    ImageView view = ImageView.of(picture(60, 40, areas)).getFirst();

    double[] values = view.values(attention);
    assertThat(view.columns()).isEqualTo(48);
    assertThat(values).hasSize(48 * 32);
    assertThat(Arrays.stream(values).sum()).isCloseTo(inPicture, offset(1e-9));
    // The first cell lies in the second row of the coarse tokens and the first of the fine ones.
    double cell = 1.0 / (48 * 32);
    assertThat(values[0])
        .isCloseTo(attention[3] * cell / (1 / 3.0 * 0.5) + attention[13] * cell * 35, offset(1e-9));
  }

  @Test
  void eachScaleCanBeSeenAlone() {
    List<ImageArea> areas = new ArrayList<>(ImageArea.WHOLE.cells(new Grid(2, 2)));
    areas.addAll(ImageArea.WHOLE.cells(new Grid(4, 4)));

    assertThat(ImageView.of(picture(10, 10, areas)))
        .extracting(ImageView::name)
        .containsExactly("all scales added up", "coarse: 4 tokens", "fine: 16 tokens");
    assertThat(ImageView.of(picture(10, 10, List.of(ImageArea.NONE)))).isEmpty();
  }

  private static PageImage picture(int width, int height, List<ImageArea> areas) {
    return new PageImage(
        "picture",
        new RgbImage(width, height, new byte[3 * width * height]),
        IntStream.range(0, areas.size()).boxed().toList(),
        areas);
  }
}
