package dev.fovea.scenes.language;

import java.util.List;

/// Sentences of the context that say nothing about the shown picture.
public final class ContextTemplates {
  public static final List<Template> OTHER =
      Template.list(
          "{source} there is a {colour} {shape}.",
          "{source} there is a {size} {colour} {shape} at the {place}.",
          "{source} there are a {colour} {shape} and a {colour2} {shape2}.",
          "{source} you can see a {colour} {shape}, a {colour2} {shape2} and a {colour3} {shape3}.",
          "{source} the {shape} is {colour}.",
          "{source} the {shape} was {colour} and the {shape2} was {colour2}.",
          "{source} the {shape} is at the {place}.",
          "{source} the {shape} is at the {place} and the {shape2} is at the {place2}.",
          "{source} the {size} shape at the {place} is {colour}.",
          "{source} the {shape} is {size} and {colour}.",
          "{source} the number of shapes is {number}.",
          "{name} saw a {colour} {shape} at the {place} of another picture.",
          "The {shape} of another picture is {colour}, said {name}.");

  public static final List<Template> NEUTRAL =
      Template.list(
          "{name} {verb} to the {town} {time} and met {name2} near the {thing}.",
          "{name} {verb} home from the {town} {time}.",
          "It was a {weather} day and the {town} was {adjective}.",
          "The {weather} weather lasted until {day}.",
          "On {day} {name} bought a {adjective} {thing} for {name2}.",
          "The train to the {town} was late, so {name} read a {adjective} book.",
          "{name} and {name2} talked about the {thing} {time}.",
          "The {adjective} {thing} is still at the {town}, said {name}.",
          "{name} put the {thing} next to the {thing2} and closed the door.",
          "Every {day} the {town} opens in the morning.",
          "{name} has a {adjective} {thing} and a {thing2}.",
          "{name} and {name2} had {food} and {food2} at the {town}.",
          "{name} cooked {food} for {name2} {time}.",
          "{name} asked {name2} to repair the {adjective} {thing}.",
          "{name} lives near the {town} and works at the {town2}.",
          "{name} sold the {thing} to {name2} and kept the {thing2}.",
          "{name} learned to play music with {name2} every {day}.",
          "Nobody knew who left the {thing} at the {town}.",
          "{name} found the {thing} under the {adjective} {thing2}.",
          "{name} painted the {thing} {colour} on {day}.",
          "{name} bought a {colour} {thing} at the {town}.",
          "The {thing} of {name} is {colour}, but the {thing2} is {colour2}.",
          "Note: {name} needs a {thing} and a {thing2} before {day}.",
          "Note: the {town} is closed on {day}.",
          "Reminder for {name}: bring the {thing} to the {town} on {day}.",
          "Reminder: buy {food}, {food2} and {food3} {time}.",
          "Shopping list: {food}, {food2}, a {thing} and a {adjective} {thing2}.",
          "Things to pack: a {thing}, a {thing2}, a {colour} {thing3} and a {thing4}.",
          "Lost at the {town}: a {colour} {thing} and a {adjective} {thing2}.",
          "The road from the {town} to the {town2} is long and {adjective}.",
          "{name} wrote to {name2} about the {weather} week at the {town}.");

  private ContextTemplates() {}
}
