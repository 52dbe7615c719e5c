package dev.fovea.cli.model;

import dev.fovea.Fovea;
import dev.fovea.cli.print.Columns;
import dev.fovea.cli.print.ExitCode;
import dev.fovea.cli.print.JsonOutput;
import dev.fovea.cli.print.Output;
import dev.fovea.engine.Inspection;
import dev.fovea.engine.ModelOutline;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.machine.Memory;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `fovea inspect`: what a model is and needs, told from its headers.
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = {
      "Tells a model's family, sizes, dtype, memory needed and context length, and whether it is supported or which parts are missing.",
      "Under \"ignored\" stand settings of generation_config.json that would change answers and that Fovea does not have.",
      "Reads the configuration and the headers of the weights, never the weights themselves: it takes no memory to speak of.",
      "Names an adapter (LoRA) that changes the weights, and what is odd about the folder.",
      "A folder that contradicts itself is reported too, and bad input (exit code 2)."
    },
    footer = {
      "",
      "Examples:",
      "  fovea inspect builtin",
      "  fovea inspect llava-hf/llava-1.5-7b-hf --json",
    })
public final class InspectCommand implements Callable<Integer> {
  private static final List<String> DTYPES = List.of("float32", "bfloat16");

  @Mixin private Output output = new Output();

  @Parameters(
      paramLabel = "MODEL",
      description = "A model folder, a cached repository, or builtin.")
  private String model = "";

  @Override
  public Integer call() {
    ModelFolder folder = ModelFolder.open(Fovea.folder(model));
    Inspection inspection = Inspection.of(folder);
    Map<String, @Nullable Object> report =
        JsonOutput.object(
            "model",
            model,
            "folder",
            folder.path().toString(),
            "family",
            folder.config().value("model_type").orElse(null),
            "supported",
            inspection.supported(),
            "reason",
            inspection.supported() ? null : reason(inspection),
            "missing",
            missing(inspection),
            "adapter",
            inspection.adapter().orElse(null),
            "notes",
            inspection.notes(),
            "ignored",
            ignored(inspection));
    inspection.text().ifPresent(text -> report.putAll(details(text, ModelOutline.of(folder))));
    if (output.json()) {
      output.object(report);
    } else {
      print("", report, number -> String.format(Locale.ROOT, "%,d", number));
    }
    if (inspection.contradiction().isPresent()) {
      throw new FoveaException(inspection.contradiction().get());
    }
    return ExitCode.DONE;
  }

  private static String reason(Inspection inspection) {
    return inspection.unsupported().getFirst().reason();
  }

  /// Which parts are missing, each with its reason.
  private static Map<String, @Nullable Object> missing(Inspection inspection) {
    Map<String, @Nullable Object> parts = JsonOutput.object();
    inspection.unsupported().forEach(part -> parts.put(part.part(), part.reason()));
    return parts;
  }

  /// Settings of generation that would change answers and that Fovea does not have, with their
  /// values; for people as texts.
  private Map<String, @Nullable Object> ignored(Inspection inspection) {
    Map<String, @Nullable Object> settings = JsonOutput.object();
    inspection
        .ignored()
        .forEach((key, value) -> settings.put(key, output.json() ? value : JsonOutput.of(value)));
    return settings;
  }

  private static Map<String, @Nullable Object> details(
      ModelOutline.Decoder text, ModelOutline outline) {
    return JsonOutput.object(
        "context_length", text.contextLength(),
        "parameters", outline.parameters(),
        "stored_dtype", outline.storedDtype(),
        "text",
            JsonOutput.object(
                "type", text.type(),
                "layers", text.layers(),
                "hidden", text.hidden(),
                "heads", text.heads(),
                "key_value_heads", text.keyHeads(),
                "head_dimension", text.headDimension(),
                "vocabulary", text.vocabulary()),
        "memory_bytes",
            JsonOutput.object(
                "available", Memory.available(),
                "files", outline.fileBytes(),
                "weights", byDtype(outline::weightBytes),
                "kv_cache_per_1000_tokens",
                    byDtype(dtype -> 1000 * outline.cacheBytesPerToken(dtype))));
  }

  private static Map<String, @Nullable Object> byDtype(ToLongFunction<String> bytes) {
    Map<String, @Nullable Object> map = JsonOutput.object();
    DTYPES.forEach(dtype -> map.put(dtype, bytes.applyAsLong(dtype)));
    return map;
  }

  private void print(String indent, Map<?, ?> report, Function<Long, String> numbers) {
    report.forEach((key, value) -> {
      String label = indent + String.valueOf(key).replace('_', ' ');
      switch (value) {
        case null -> {}
        case Map<?, ?> nested when nested.isEmpty() -> {}
        case List<?> lines -> lines.forEach(one -> line(label, one.toString()));
        case Map<?, ?> nested -> {
          boolean bytes = label.equals("memory bytes");
          output.line(bytes ? "memory" : label);
          print(indent + "  ", nested, bytes ? Memory::bytes : numbers);
        }
        case Boolean yes -> line(label, yes ? "yes" : "no");
        case Number number -> line(label, numbers.apply(number.longValue()));
        default -> line(label, value.toString());
      }
    });
  }

  private void line(String label, String value) {
    output.line(Columns.padded(label, 29) + value);
  }
}
