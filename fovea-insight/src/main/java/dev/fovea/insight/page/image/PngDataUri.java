package dev.fovea.insight.page.image;

import dev.fovea.engine.image.RgbImage;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/// A picture inside a page: PNG as a `data:` address, made smaller where a page needs no more.
public final class PngDataUri {
  /// Longest edge in pixels; pages show pictures at about half of it.
  private static final int LONGEST_EDGE = 1024;

  private PngDataUri() {}

  public static String of(RgbImage image) {
    return "data:image/png;base64,"
        + Base64.getEncoder().encodeToString(encoded(shrunk(buffered(image))));
  }

  /// A picture as the bytes of a PNG file, in its own size.
  public static byte[] png(RgbImage image) {
    return encoded(buffered(image));
  }

  /// In memory: otherwise the library needs room on the disk for temporary files.
  private static byte[] encoded(BufferedImage image) {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try (ImageOutputStream stream = new MemoryCacheImageOutputStream(png)) {
      ImageIO.write(image, "png", stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return png.toByteArray();
  }

  private static BufferedImage buffered(RgbImage image) {
    BufferedImage buffered =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
    byte[] rgb = image.rgb();
    for (int pixel = 0; pixel < image.width() * image.height(); pixel++) {
      int colour =
          (rgb[3 * pixel] & 0xFF) << 16
              | (rgb[3 * pixel + 1] & 0xFF) << 8
              | rgb[3 * pixel + 2] & 0xFF;
      buffered.setRGB(pixel % image.width(), pixel / image.width(), colour);
    }
    return buffered;
  }

  /// Halves as long as that stays large enough, which averages, then takes the last step.
  private static BufferedImage shrunk(BufferedImage image) {
    BufferedImage result = image;
    int longest = Math.max(image.getWidth(), image.getHeight());
    while (longest > LONGEST_EDGE) {
      double factor = Math.max(0.5, (double) LONGEST_EDGE / longest);
      result = scaled(result, factor);
      longest = Math.max(result.getWidth(), result.getHeight());
    }
    return result;
  }

  private static BufferedImage scaled(BufferedImage image, double factor) {
    int width = Math.max(1, (int) (image.getWidth() * factor));
    int height = Math.max(1, (int) (image.getHeight() * factor));
    BufferedImage result = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = result.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, width, height, null);
    graphics.dispose();
    return result;
  }
}
