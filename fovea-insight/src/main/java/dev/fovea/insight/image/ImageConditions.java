package dev.fovea.insight.image;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.prompt.Message;
import dev.fovea.engine.prompt.Part;
import dev.fovea.engine.prompt.Prompt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Shows the pictures of a prompt under an [ImageCondition]. Each takes the size of the picture in
/// whose place it stands, so that it becomes as many visual tokens.
///
/// Without another picture there is no condition [ImageCondition#OTHER]: nothing that is made from
/// a picture itself, mirrored or with its colours turned round, is another picture.
///
/// @param seed of noise and shuffling; each picture of a prompt has its own
/// @param patchEdge edge of the patches that are shuffled, in pixels of the picture; 0 for an
///   eighth of its shorter edge
/// @param other what [ImageCondition#OTHER] shows in the place of every picture
public record ImageConditions(long seed, int patchEdge, Optional<RgbImage> other) {
  /// How many patches the shorter edge holds by default.
  private static final int PATCHES = 8;

  /// Seed 0, patches of the default edge, no other picture.
  public static final ImageConditions DEFAULT = new ImageConditions(0, 0, Optional.empty());

  public ImageConditions {
    if (patchEdge < 0) {
      throw new FoveaException(
          "patch edge: expected 1 pixel or more, or 0 for an eighth of the picture, found "
              + patchEdge);
    }
  }

  /// The conditions that can be shown, [ImageCondition#VISIBLE] first.
  public List<ImageCondition> available() {
    return Arrays.stream(ImageCondition.values())
        .filter(condition -> condition != ImageCondition.OTHER || other.isPresent())
        .toList();
  }

  /// The prompt with all its pictures under a condition.
  public Prompt show(ImageCondition condition, Prompt prompt) {
    List<Message> messages = new ArrayList<>();
    int pictures = 0;
    for (Message message : prompt.messages()) {
      List<Part> parts = new ArrayList<>();
      for (Part part : message.parts()) {
        parts.add(
            part instanceof Part.Image(String name, RgbImage pixels)
                ? new Part.Image(name, show(condition, pixels, pictures++))
                : part);
      }
      messages.add(new Message(message.role(), parts));
    }
    return new Prompt(messages);
  }

  /// One picture under a condition.
  ///
  /// @param index its place among the pictures of the prompt, from 0
  public RgbImage show(ImageCondition condition, RgbImage picture, int index) {
    return switch (condition) {
      case VISIBLE -> picture;
      case BLANK -> Images.blank(picture);
      case NOISE -> Images.noise(picture.width(), picture.height(), seed + index);
      case SHUFFLED -> Images.shuffled(picture, edge(picture), seed + index);
      case OTHER ->
          Images.covering(
              other.orElseThrow(() ->
                  new FoveaException(
                      "condition other: expected another picture to show, found none")),
              picture.width(),
              picture.height());
    };
  }

  private int edge(RgbImage picture) {
    int shorter = Math.min(picture.width(), picture.height());
    return patchEdge > 0 ? patchEdge : Math.max(1, shorter / PATCHES);
  }
}
