package dev.fovea.engine.image.decode;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.file.FileProblem;
import dev.fovea.engine.image.RgbImage;
import java.io.EOFException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.IIOException;

/// Turns a picture file into the bytes Pillow would make of it with `ImageOps.exif_transpose` and
/// `convert("RGB")`.
///
/// The format is told by the first bytes: JPEG, PNG, WebP, GIF and BMP, of an animation the first
/// frame. Transparency is dropped, not blended; colour profiles and gamma are ignored; grey samples
/// of 16 bits are clipped at 255, colour samples of 16 bits keep their high byte; the orientation
/// noted in EXIF (or else XMP) is carried out. A file that is cut off or contradicts its format is
/// refused where Pillow refuses it; notes that cannot be read are passed over.
public final class ImageDecoder {
  private ImageDecoder() {}

  /// Decodes a file within [ImageLimits#DEFAULT].
  public static RgbImage decode(Path file) {
    return decode(file, ImageLimits.DEFAULT);
  }

  /// Decodes a file.
  ///
  /// @throws FoveaException where the file is missing, too large, damaged or no picture
  public static RgbImage decode(Path file, ImageLimits limits) {
    try {
      return decode(ImageFile.read(file, limits), file.toString(), limits);
    } catch (NoSuchFileException e) {
      throw new FoveaException(String.format(Locale.ROOT, "%s: no such file", file), e);
    } catch (IOException e) {
      throw FileProblem.unreadable(file, e);
    }
  }

  /// Decodes bytes within [ImageLimits#DEFAULT].
  ///
  /// @param name what messages call the picture
  public static RgbImage decode(byte[] bytes, String name) {
    return decode(bytes, name, ImageLimits.DEFAULT);
  }

  /// Decodes bytes.
  ///
  /// @param name what messages call the picture
  /// @throws FoveaException where the bytes are too many, damaged or no picture
  public static RgbImage decode(byte[] bytes, String name, ImageLimits limits) {
    checkBytes(bytes.length, name, limits);
    EncodedImage image = new EncodedImage(bytes, name, ImageFormat.of(bytes, name), limits);
    try {
      return switch (image.format()) {
        case JPEG -> JpegDecoder.decode(image);
        case PNG -> PngDecoder.decode(image);
        case WEBP -> WebpDecoder.decode(image);
        case GIF -> GifDecoder.decode(image);
        case BMP -> BmpDecoder.decode(image);
      };
    } catch (IOException | RuntimeException e) {
      throw explain(image, e);
    }
  }

  /// The JDK's readers answer damaged bytes with whatever exception they run into; our own reading
  /// beyond the end of a buffer means that the file is cut off.
  private static FoveaException explain(EncodedImage image, Exception problem) {
    FoveaException explained =
        switch (problem) {
          case FoveaException known -> known;
          case EOFException _, BufferUnderflowException _ -> image.truncated();
          case IIOException known when known.getMessage() != null ->
              image.broken(known.getMessage().lines().findFirst().orElse("").strip());
          case ArrayIndexOutOfBoundsException _ -> image.undecodable();
          case IndexOutOfBoundsException _ -> image.truncated();
          default -> image.undecodable();
        };
    if (explained != problem) {
      explained.initCause(problem);
    }
    return explained;
  }

  private static void checkBytes(long found, String name, ImageLimits limits) {
    if (found > limits.maxBytes()) {
      throw limits.tooManyBytes(name, Long.toString(found));
    }
  }
}
