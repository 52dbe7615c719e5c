package dev.fovea.insight.reading;

import dev.fovea.engine.Engine;
import dev.fovea.engine.EngineOptions;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.image.decode.ImageDecoder;
import dev.fovea.engine.prompt.Message;
import dev.fovea.engine.prompt.Message.Role;
import dev.fovea.engine.prompt.Part;
import dev.fovea.engine.prompt.Prompt;
import java.nio.file.Path;
import java.util.List;

/// The models that measures are tried on, and prompts for them.
public final class Models {
  public static final Path LLAVA = fixture("llava");

  /// The built-in model as the build packs it.
  public static final Path BUILTIN =
      Path.of(
          "..", "fovea-builtin", "src", "main", "resources", "dev", "fovea", "builtin", "model");

  /// Positions on one axis and on three, images that look both ways, tiles, features for deeper
  /// layers; and a model that has learnt something.
  public static final List<Path> ALL =
      List.of(
          LLAVA,
          fixture("internvl"),
          fixture("idefics3"),
          fixture("gemma3"),
          fixture("qwen2_5_vl"),
          fixture("qwen3_vl"),
          BUILTIN);

  private Models() {}

  private static Path fixture(String name) {
    return Path.of("..", "fixtures", name);
  }

  public static Engine load(Path folder) {
    return Engine.load(folder, new EngineOptions("float32", "cpu", 1));
  }

  public static Prompt prompt() {
    return new Prompt(
        List.of(
            new Message(
                Role.USER,
                List.of(
                    new Part.Image("scene.png", scene()),
                    new Part.Context(
                        "In another picture, what is the color of the ring? green\n"
                            + "In Nina's card, the star is red and the heart was green.\n"
                            + "Anna and Ella talked about the bike at noon.\n"),
                    new Part.Text("Which shape is yellow?")))));
  }

  public static RgbImage scene() {
    return ImageDecoder.decode(Path.of("..", "examples", "scene.png"));
  }

  public static RgbImage tall() {
    return ImageDecoder.decode(LLAVA.resolve("reference").resolve("tall.png"));
  }
}
