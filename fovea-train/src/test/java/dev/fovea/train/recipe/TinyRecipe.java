package dev.fovea.train.recipe;

import dev.fovea.engine.json.JsonView;
import java.nio.charset.StandardCharsets;

/// A recipe of eight steps, in two stages, for a model of two narrow layers.
final class TinyRecipe {
  static final String JSON =
      """
      {
        "seed": 7,
        "dtype": "bfloat16",
        "shards": 2,
        "check_every": 2,
        "check_samples": 4,
        "model": {
          "architectures": ["LlavaForConditionalGeneration"],
          "model_type": "llava",
          "image_seq_length": 9,
          "image_token_index": 3,
          "projector_hidden_act": "gelu",
          "text_config": {
            "model_type": "llama",
            "bos_token_id": 1,
            "eos_token_id": 2,
            "pad_token_id": 0,
            "head_dim": 16,
            "hidden_act": "silu",
            "hidden_size": 32,
            "intermediate_size": 48,
            "max_position_embeddings": 4096,
            "num_attention_heads": 2,
            "num_hidden_layers": 2,
            "num_key_value_heads": 2,
            "rms_norm_eps": 1e-05,
            "rope_parameters": {"rope_theta": 10000.0, "rope_type": "default"},
            "tie_word_embeddings": true,
            "vocab_size": 1008
          },
          "tie_word_embeddings": true,
          "vision_config": {
            "model_type": "clip_vision_model",
            "hidden_act": "quick_gelu",
            "hidden_size": 32,
            "image_size": 96,
            "intermediate_size": 48,
            "num_attention_heads": 2,
            "num_channels": 3,
            "num_hidden_layers": 1,
            "patch_size": 32,
            "projection_dim": 32
          },
          "vision_feature_layer": -1,
          "vision_feature_select_strategy": "default"
        },
        "stages": [
          {
            "name": "words",
            "steps": 3,
            "learning_rate": 0.004,
            "warmup": 2,
            "last_rate": 0.5,
            "objects": [1, 7],
            "naming_weight": 1,
            "answer_weight": 0,
            "frozen": ["language_model.model.layers"],
            "buckets": [{"form": "short", "tokens": 10, "sequences": 2, "share": 1}]
          },
          {
            "name": "questions",
            "steps": 5,
            "learning_rate": 0.002,
            "weight_decay": 0.01,
            "warmup": 1,
            "objects": [1, 3],
            "kinds": ["colour", "count"],
            "naming_weight": 0.2,
            "text_weight": 0.1,
            "optimizer": "muon",
            "buckets": [
              {"form": "short", "tokens": 60, "sequences": 2, "share": 3},
              {"form": "interleaved", "tokens": 90, "sequences": 1, "share": 1}
            ]
          }
        ]
      }
      """;

  private TinyRecipe() {}

  static Recipe recipe() {
    return recipe(JSON);
  }

  static Recipe recipe(String json) {
    return Recipe.from(JsonView.parse("tiny.json", json.getBytes(StandardCharsets.UTF_8)));
  }

  /// With other words in one place of it.
  static String changed(String from, String to) {
    if (JSON.indexOf(from) < 0 || JSON.indexOf(from) != JSON.lastIndexOf(from)) {
      throw new IllegalArgumentException("expected one place with " + from);
    }
    return JSON.replace(from, to);
  }
}
