package dev.fovea.engine.image.decode;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Formats that people do hand in and that are not read: they deserve their name in the message.
///
/// @param start its first bytes, as characters of the same numbers
/// @param name with its article
record ForeignFormat(String start, String name) {
  private static final int SHOWN_BYTES = 8;
  private static final int BRAND = 8;

  /// By their first bytes, the longer of two that begin alike first.
  private static final List<ForeignFormat> KNOWN =
      List.of(
          new ForeignFormat("II*\0\u0010\0\0\0CR", "a Canon raw file (CR2)"),
          new ForeignFormat("II*\0", "a TIFF file"),
          new ForeignFormat("MM\0*", "a TIFF file"),
          new ForeignFormat("II+\0", "a BigTIFF file"),
          new ForeignFormat("MM\0+", "a BigTIFF file"),
          new ForeignFormat("\u00ff\n", "a JPEG XL file"),
          new ForeignFormat("\0\0\0\fJXL \r\n\u0087\n", "a JPEG XL file"),
          new ForeignFormat("\0\0\0\fjP  \r\n\u0087\n", "a JPEG 2000 file"),
          new ForeignFormat("\u00ff\u004f\u00ff\u0051", "a JPEG 2000 file"),
          new ForeignFormat("II\u00bc\u0001", "a JPEG XR file"),
          new ForeignFormat("%PDF", "a PDF file"),
          new ForeignFormat("%!PS", "a PostScript file"),
          new ForeignFormat("8BPS", "a Photoshop file"),
          new ForeignFormat("gimp xcf", "a GIMP file"),
          new ForeignFormat("qoif", "a QOI file"),
          new ForeignFormat("DDS ", "a DDS file"),
          new ForeignFormat("v/1\u0001", "an OpenEXR file"),
          new ForeignFormat("#?RADIANCE", "a Radiance HDR file"),
          new ForeignFormat("\0\0\u0001\0", "an icon file (ICO)"),
          new ForeignFormat("\0\0\u0002\0", "a cursor file (CUR)"),
          new ForeignFormat("icns", "an icon file (ICNS)"),
          new ForeignFormat("\u001aE\u00df\u00a3", "a video (Matroska or WebM)"),
          new ForeignFormat("RIFF", "a RIFF file that is no WebP (AVI or WAV)"),
          new ForeignFormat("OggS", "an Ogg file"),
          new ForeignFormat("PK\u0003\u0004", "a ZIP archive"),
          new ForeignFormat("\u001f\u008b", "a file compressed by gzip"),
          new ForeignFormat("version https://git-lfs", "a pointer of Git LFS: run git lfs pull"));

  /// Brands of files made of ISO media boxes.
  private static final Set<String> HEIC =
      Set.of("heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "msf1");

  private static final Set<String> AVIF = Set.of("avif", "avis");

  /// What a file looks like that is of no format that is read.
  ///
  /// @param bytes the file, or its beginning
  static String describe(byte[] bytes) {
    if (bytes.length == 0) {
      return "an empty file";
    }
    String head = ImageFormat.ascii(bytes, 0, 512);
    return KNOWN.stream()
        .filter(format -> head.startsWith(format.start))
        .map(ForeignFormat::name)
        .findFirst()
        .or(() -> media(head))
        .or(() -> pixmap(head))
        .or(() -> markup(head))
        .orElseGet(() ->
            "a file that starts with the bytes "
                + HexFormat.ofDelimiter(" ")
                    .formatHex(Arrays.copyOf(bytes, Math.min(SHOWN_BYTES, bytes.length))));
  }

  private static Optional<String> media(String head) {
    if (!head.startsWith("ftyp", 4) || head.length() < BRAND + 4) {
      return Optional.empty();
    }
    String brand = head.substring(BRAND, BRAND + 4);
    // The brands that a file is compatible with follow; HEIF's own is shared by both formats.
    boolean avif =
        AVIF.contains(brand) || head.indexOf("avif", BRAND) > 0 && !brand.startsWith("he");
    if (avif) {
      return Optional.of("an AVIF file");
    } else if (HEIC.contains(brand)) {
      return Optional.of("an HEIC file");
    }
    String shown = brand.replaceAll("\\P{Alnum}", "");
    return Optional.of(
        String.format(Locale.ROOT, "a file of ISO media of type %s, such as a video", shown));
  }

  private static Optional<String> pixmap(String head) {
    return head.matches("(?s)P[1-7fF]\\s.*") ? Optional.of("a Netpbm file") : Optional.empty();
  }

  private static Optional<String> markup(String head) {
    String text =
        head.replaceFirst("^\u00ef\u00bb\u00bf", "").stripLeading().toLowerCase(Locale.ROOT);
    boolean open = text.startsWith("<");
    if (open && (text.startsWith("<!doctype html") || text.startsWith("<html"))) {
      return Optional.of("an HTML page");
    } else if (open && text.contains("<svg")) {
      return Optional.of("an SVG drawing");
    } else if (text.startsWith("<?xml")) {
      return Optional.of("an XML file");
    }
    return Optional.empty();
  }
}
