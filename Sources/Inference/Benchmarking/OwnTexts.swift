/// Built-in benchmark texts for users without their own: most are short, some are long.
package enum OwnTexts {
    /// Texts of one to several sentences. Half of them are single sentences; the longest have about 400 tokens.
    package static let texts: [String] = (0..<240).map { number in
        let count = sentencesOfText[number % sentencesOfText.count]
        return (0..<count).map { sentences[(number * 7 + $0) % sentences.count] }.joined(separator: " ")
    }

    private static let sentencesOfText = [1, 2, 1, 4, 1, 3, 1, 9, 1, 2, 1, 24]

    private static let sentences = [
        "The lamp works.",
        "Nobody answered the phone on Saturday.",
        "The soup was cold, but the bread was warm and there was plenty of it.",
        "It took us four hours to put the wardrobe together, and one door still does not close.",
        "A quiet room with a view of the harbour.",
        "My order arrived two days late and one of the three parcels was missing.",
        "She plays the piano as if there were nobody else in the hall.",
        "The first half of the film promises more than the second half can hold, and yet I would see it again.",
        "Refunds are paid within ten working days, once the goods have reached our warehouse.",
        "Turn left behind the church.",
        "The battery lasts a week if you switch the screen off at night.",
        "We had booked a table for six, waited at the bar for nearly an hour, and left without having eaten.",
        "How do I change the address of my invoice?",
        "The museum opens at nine, except on Mondays, when it is closed all day.",
        "He writes short sentences.",
        "The new timetable saves eight minutes on the way to work and costs twelve on the way back.",
        "After the storm the path along the river was covered with branches, and the bridge could not be used.",
        "The instructions are in six languages, none of which I can read without my glasses.",
        "Good value for money.",
        "The lecture began with a simple question about the weather and ended with a proof that filled three boards.",
        "Please send me the data sheet of the larger model as well, with the dimensions in millimetres.",
        "The colours are brighter than in the picture.",
        "They have changed the recipe, and whoever liked the old one should buy what is left of it.",
        "The meeting was moved to Thursday afternoon because the projector had to be repaired first.",
        "A book for a long train journey: nothing in it hurries, and at the end one has arrived.",
    ]
}
