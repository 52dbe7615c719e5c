package dev.fovea.lab;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.file.FileProblem;
import dev.fovea.engine.file.LockedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/// The lines of a study, in memory and, where there is one, in a file of JSON Lines that a later
/// run continues: lines are only appended, and an interrupted run leaves half a line at most, which
/// the next one cuts off. The file is locked while it is open. One call at a time.
public final class StudyLines implements AutoCloseable {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Optional<FileChannel> file;
  private final Map<StudyLine.Key, StudyLine> lines = new HashMap<>();

  private StudyLines(Optional<FileChannel> file, Collection<StudyLine> lines) {
    this.file = file;
    lines.forEach(line -> this.lines.put(line.key(), line));
  }

  /// Lines that nobody keeps.
  public static StudyLines inMemory() {
    return new StudyLines(Optional.empty(), List.of());
  }

  /// Opens or creates a file.
  ///
  /// @param settings whose model, seed and pruning the lines that are there must have
  /// @throws FoveaException if the file holds anything else, or cannot be written
  public static StudyLines open(Path file, StudySettings settings) {
    FileChannel channel = LockedFile.open(file);
    try {
      return new StudyLines(Optional.of(channel), read(file, channel, settings));
    } catch (IOException e) {
      close(channel);
      throw new FoveaException(
          String.format(Locale.ROOT, "%s: cannot be read: %s", file, FileProblem.reason(e)), e);
    } catch (RuntimeException | Error failure) {
      close(channel);
      throw failure;
    }
  }

  private static List<StudyLine> read(Path file, FileChannel channel, StudySettings settings)
      throws IOException {
    byte[] bytes = Channels.newInputStream(channel).readAllBytes(); // closing it would unlock
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    List<StudyLine> lines = new ArrayList<>();
    for (String text : new String(bytes, 0, end, StandardCharsets.UTF_8).lines().toList()) {
      lines.add(line(file, lines.size() + 1, text, settings));
    }
    if (end < bytes.length && bytes[end] != '{') {
      throw foreign(file, lines.size() + 1, "something else");
    }
    channel.truncate(end).position(end);
    return lines;
  }

  private static StudyLine line(Path file, int number, String text, StudySettings settings) {
    StudyLine line;
    try {
      line = MAPPER.readValue(text, StudyLine.class);
    } catch (JacksonException e) {
      throw foreign(file, number, "something else");
    }
    String expected = study(settings.model(), settings.seed(), settings.pruning());
    String found = study(line.model(), line.seed(), line.pruning());
    if (!found.equals(expected)) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s, line %d: expected a line of %s, found one of %s; choose another file",
              file,
              number,
              expected,
              found));
    }
    return line;
  }

  private static FoveaException foreign(Path file, int number, String found) {
    return new FoveaException(
        String.format(
            Locale.ROOT,
            "%s, line %d: expected a line of an earlier study, found %s; choose another file",
            file,
            number,
            found));
  }

  private static String study(String model, long seed, String pruning) {
    return String.format(Locale.ROOT, "model %s, seed %d, pruning %s", model, seed, pruning);
  }

  /// Whether all lines of a sample at a length are there.
  public boolean has(int sample, int length) {
    StudyLine first = lines.get(new StudyLine.Key(sample, length, Condition.NONE));
    return first != null
        && Arrays.stream(Condition.values())
            .filter(condition -> !condition.isPlanted() || first.suggested().isPresent())
            .allMatch(condition -> lines.containsKey(new StudyLine.Key(sample, length, condition)));
  }

  /// Adds those lines that are not there yet, with a single write.
  public void add(List<StudyLine> measured) {
    StringBuilder text = new StringBuilder();
    for (StudyLine line : measured) {
      if (lines.putIfAbsent(line.key(), line) == null) {
        text.append(MAPPER.writeValueAsString(line)).append('\n');
      }
    }
    file.ifPresent(channel -> write(channel, text.toString()));
  }

  private static void write(FileChannel channel, String text) {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw FileProblem.unwritable("the lines of the study", e);
    }
  }

  /// Those lines that belong to the samples and lengths of a study, in their order: by length, then
  /// by sample, then by condition.
  public List<StudyLine> of(StudySettings settings) {
    return lines.values().stream()
        .filter(line ->
            line.sample() < settings.samples() && settings.lengths().contains(line.length()))
        .sorted(
            Comparator.comparingInt(StudyLine::length)
                .thenComparingInt(StudyLine::sample)
                .thenComparing(StudyLine::condition))
        .toList();
  }

  @Override
  public void close() {
    file.ifPresent(StudyLines::close);
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw FileProblem.unwritable("the lines of the study", e);
    }
  }
}
