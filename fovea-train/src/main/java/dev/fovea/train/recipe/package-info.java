/// Recipes: what a model is trained on, for how long, and how well it does.
@NullMarked
package dev.fovea.train.recipe;

import org.jspecify.annotations.NullMarked;
