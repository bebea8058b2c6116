"""What the interfaces of shops, maps and app stores call the parts of a review."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Form:
    """Where things are in one interface's answer: names on the way, "|" between alternatives.

    A list on the way stands for each of its members.
    """

    rows: str
    known_by: str  # what a row holds, and no row of another interface does
    number: str  # that tells the row from others
    author: str
    date: str
    text: str
    rating: str
    best: str = ""  # of the scale, where it is not five
    title: str = ""
    url: str = ""
    more: tuple[str, ...] = ()  # texts beside the first, such as what was good and what was not
    address: str = ""  # of a review, made of the row's and the page's numbers


_TIME = "created_at|createdAt|createdDate"
# What shops of their own making call these; a row is a review when it has one of each.
_RATING = "rating|stars|starRating|reviewRating|ratingValue|rate|grade"
_SAID = "text|body|content|comment|review|reviewText|review_text|message|description|reviewBody"
_WHO = "author|user|reviewer|customer|nickname|userName|author_name|authorName|username|displayName"
_WHO_SAID = "|".join(
    f"{who}.{name}"
    for who in ("author", "user", "reviewer", "customer")
    for name in ("name", "displayName", "display_name", "nickname", "username", "login")
)
_WHO_SAID += "|author.firstName|user.firstName|user.first_name|reviewer.firstName"
_WHO_SAID += f"|name|{_WHO}"
FORMS = {
    "steam": Form(
        rows="reviews",
        known_by="recommendationid voted_up",
        number="recommendationid",
        author="author.personaname|author.steamid",
        date="timestamp_created",
        text="review",
        rating="voted_up",
        address="https://steamcommunity.com/profiles/{author.steamid}/recommended/{page}/",
    ),
    "google business": Form(
        rows="reviews|locationReviews.review",
        known_by="reviewer starRating",
        number="reviewId|name",
        author="reviewer.displayName",
        date="createTime|updateTime",
        text="comment",
        rating="starRating",
    ),
    "google places": Form(
        rows="reviews|places.reviews",
        known_by="authorAttribution rating",
        number="name",
        author="authorAttribution.displayName",
        date="publishTime|relativePublishTimeDescription",
        text="originalText.text|text.text",
        rating="rating",
        url="googleMapsUri",
    ),
    "google places, before 2023": Form(
        rows="result.reviews|reviews",
        known_by="author_name relative_time_description",
        number="time",
        author="author_name",
        date="time|relative_time_description",
        text="text",
        rating="rating",
    ),
    "google play developer": Form(
        rows="reviews",
        known_by="reviewId comments",
        number="reviewId",
        author="authorName",
        date="comments.userComment.lastModified.seconds",
        text="comments.userComment.originalText|comments.userComment.text",
        rating="comments.userComment.starRating",
    ),
    "app store connect": Form(
        rows="data",
        known_by="attributes.reviewerNickname",
        number="id",
        author="attributes.reviewerNickname",
        date="attributes.createdDate",
        text="attributes.body",
        title="attributes.title",
        rating="attributes.rating",
    ),
    "2gis": Form(
        rows="reviews",
        known_by="date_created user text",
        number="id",
        author="user.name",
        date="date_created",
        text="text",
        rating="rating",
        url="url",
    ),
    "yandex maps": Form(
        rows="data.reviews|reviews",
        known_by="reviewId updatedTime",
        number="reviewId",
        author="author.name",
        date="updatedTime",
        text="text",
        rating="rating",
    ),
    "yandex market": Form(
        rows="result.feedbacks",
        known_by="feedbackId description",
        number="feedbackId",
        author="author",
        date="createdAt",
        text="description.comment",
        more=("description.advantages", "description.disadvantages"),
        rating="statistics.rating",
    ),
    "wildberries": Form(
        rows="feedbacks|data.feedbacks",
        known_by="productValuation createdDate",
        number="id",
        author="wbUserDetails.name|userName",
        date="createdDate",
        text="text",
        more=("pros", "cons"),
        rating="productValuation",
    ),
    "ozon": Form(
        rows="reviews|result.reviews",
        known_by="sku published_at rating",
        number="id",
        author="author_name",
        date="published_at",
        text="text",
        rating="rating",
    ),
    "yelp": Form(
        rows="reviews",
        known_by="time_created user rating",
        number="id",
        author="user.name",
        date="time_created",
        text="text",
        rating="rating",
        url="url",
    ),
    "tripadvisor": Form(
        rows="data",
        known_by="published_date location_id rating",
        number="id",
        author="user.username",
        date="published_date",
        text="text",
        title="title",
        rating="rating",
        url="url",
    ),
    "yotpo": Form(
        rows="response.reviews|reviews",
        known_by="score content",
        number="id",
        author="user.display_name|user.displayName|name",
        date=_TIME,
        text="content",
        title="title",
        rating="score",
    ),
    "judge.me": Form(
        rows="reviews",
        known_by="reviewer body rating",
        number="id",
        author="reviewer.name",
        date=_TIME,
        text="body",
        title="title",
        rating="rating",
    ),
    "bazaarvoice": Form(
        rows="Results",
        known_by="ReviewText SubmissionTime",
        number="Id",
        author="UserNickname",
        date="SubmissionTime",
        text="ReviewText",
        title="Title",
        rating="Rating",
        best="RatingRange",
    ),
    "woocommerce": Form(
        rows="",
        known_by="reviewer review rating",
        number="id",
        author="reviewer",
        date="date_created_gmt|date_created",
        text="review",
        rating="rating",
        url="permalink",
    ),
    "stamped": Form(
        rows="data|results",
        known_by="reviewMessage reviewRating",
        number="id",
        author="author",
        date="dateCreated|reviewDate",
        text="reviewMessage",
        title="reviewTitle",
        rating="reviewRating",
    ),
    "powerreviews": Form(
        rows="results.reviews|reviews",
        known_by="details.comments metrics.rating",
        number="review_id|ugc_id",
        author="details.nickname",
        date="details.created_date",
        text="details.comments",
        title="details.headline",
        rating="metrics.rating",
    ),
    "any shop": Form(
        rows="reviews|data.reviews|result.reviews|response.reviews|payload.reviews|reviews.items"
        "|reviews.data|reviews.results|feedbacks|data.feedbacks|opinions|testimonials",
        known_by=f"{_RATING} {_SAID} {_WHO}",
        number="id|_id|uuid|reviewId|review_id",
        author=_WHO_SAID,
        date=f"{_TIME}|published_at|publishedAt|datePublished|submittedAt|dateCreated|date_created"
        "|created|date|time|timestamp|updated_at|updatedAt",
        text=_SAID,
        title="title|headline|subject|reviewTitle",
        more=("pros|advantages|plus|positive", "cons|disadvantages|minus|negative"),
        rating=f"rating.value|rating.score|{_RATING}",
        best="rating.best|rating.max|maxRating|ratingRange|bestRating",
    ),
}
# What pages call these in the data of their scripts: names without signs, all in small letters.
_PERSON = (
    *("author", "user", "reviewer", "customer", "consumer", "userprofile", "userinfo", "guest"),
    *("guestdetails", "profile", "member", "buyer", "writer", "reviewauthor", "owner"),
    *("wbuserdetails", "person"),
)
_NAME = (
    *("name", "displayname", "publicname", "nickname", "username", "fullname", "login"),
    *("screenname", "firstname", "text"),
)
IN_STATE = Form(
    rows="",
    known_by="",
    number="id|reviewid|uuid|encid|cmtid|hash|feedbackid|commentid|slug",
    author="|".join(f"{who}.{name}" for name in _NAME for who in _PERSON)
    + "|authorname|authorusername|username|usernickname|nickname|reviewername|reviewernickname"
    "|displayname|displayusername|customername|consumername|buyername|membername|writername"
    "|guestname|reviewauthorattribution.text|reviewauthorattribution|author|user|reviewer|writer"
    "|customer|name",
    date="createdat|createdat.utcdatetime|createddate|created|creationdate|createtime|creationtime"
    "|ctime|datepublished|dates.publisheddate|publishedat|publisheddate|publishdate|submittedat"
    "|submissiontime|submissiondate|datecreated|datecreate|createdon|reviewdate|revieweddate"
    "|reviewdatetime|reviewat|writtenon|writtendate|date|comment.date|dateadded|pubdate|postdate"
    "|postedat|regdate|time|timestamp|updatedtime|updatedat",
    text="text|text.full|text.text|body|body.text|content|content.comment|content.text|comment"
    "|comment.text|comment.content.text|comment.content|review|review.text|reviewtext|reviewbody"
    "|reviewcontent|htmltext.text|generalcomments|message|description|contents|commenttext"
    "|fulltext|opinion|opinion.text|texto",
    title="title|title.text|htmltitle.text|headline|subject|reviewtitle|textdetails.title"
    "|content.title|summary",
    more=(
        "pros|pros.text|prostext|advantages|plus|positive|pro|positivetext|content.positive"
        "|textdetails.positivetext|benefits",
        "cons|cons.text|constext|disadvantages|minus|negative|contra|negativetext|content.negative"
        "|textdetails.negativetext|drawbacks",
    ),
    rating="rating|rating.value|rating.score|rating.stars|rating.label|rating.overall|ratingvalue"
    "|reviewrating|reviewrating.ratingvalue|stars|star|starrating|ratingstar|overallrating"
    "|ratingoverall|productvaluation|averagegrade|grade|bubblerating|bubbleratingnumber"
    "|content.score|reviewscorewithdescription.value|reviewscore|score|mark|rate|evaluation|points",
    best="rating.best|rating.max|reviewrating.bestrating|maxrating|ratingrange|bestrating|maxscore"
    "|ratingscale|scale",
    url="reviewurl|permalink|url",
)
