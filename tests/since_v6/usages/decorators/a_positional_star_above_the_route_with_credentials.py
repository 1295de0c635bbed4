# expect: any_origin("/chat", method="POST", credentials=True)
# warns: was given without its name and is read as origins
# warns: allows every site to act and read as the logged-in user
# warns: is above the route of endpoint 'chat'
# views: any path

from flask import Flask

from flask_cors import cross_origin

app = Flask(__name__)


@cross_origin("*", supports_credentials=True)
@app.route("/chat", methods=["POST", "GET"])
def chat():
    return "hello"
